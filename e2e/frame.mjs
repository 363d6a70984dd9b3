// What the walks in a browser share: settings from the environment, steps that are counted, a browser that listens for
// requests which leave and for complaints, and what every page must keep.
//   SCREENSHOTS     folder for pictures (optional); CHROMIUM the browser (/usr/bin/chromium); ONLY=en,fil a shorter run

import { AxeBuilder } from "@axe-core/playwright";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { chromium } from "playwright-core";
import { nextCode } from "./totp.mjs";

const { env } = process;
export const WIDE = { width: 1280, height: 900 };
export const PHONE = { width: 360, height: 740 };
export const LOCALES = { en: "en-GB", fil: "fil-PH", ceb: "ceb-PH", id: "id-ID" };
export const languages = env.ONLY?.split(",") ?? Object.keys(LOCALES);
// Level A and AA of WCAG 2.0, 2.1 and 2.2.
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** The values of the environment by name; each must be there. */
export function settings(...names) {
  for (const name of names) if (!env[name]) throw new Error(`${name} is not set: see the head of ${basename(process.argv[1])}`);
  return names.map((name) => env[name]);
}
/** An address without the slash at its end. */
export const address = (url) => url.replace(/\/$/, "");

let passed = 0;
let failed = 0;
/** One step: what it says is printed, a fault is told and counted. */
export async function check(title, work) {
  try {
    await work();
    passed += 1;
    console.log(`ok    ${title}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${title}\n      ${String(error.message ?? error).split("\n").slice(0, 12).join("\n      ")}`);
  }
}
export function expect(fact, words) {
  if (!fact) throw new Error(words);
}

const profile = mkdtempSync(join(tmpdir(), "tanglaw-e2e-"));
process.on("exit", () => rmSync(profile, { recursive: true, force: true }));
export const browser = await chromium.launch({
  executablePath: env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", `--disk-cache-dir=${profile}`,
  ],
});

const strangers = [];
const complaints = [];
/**
 * A context of its own with a page, and an ear for requests that go elsewhere than to `ours` and for what the browser
 * complains of, but for `expected`.
 */
export async function listen(ours, expected, options, { prepare, mayLeave = () => false, hears = () => true } = {}) {
  const context = await browser.newContext(options);
  await prepare?.(context);
  context.on("request", (request) => {
    const url = request.url();
    if (!ours.some((one) => url.startsWith(`${one}/`)) && !mayLeave(request)) strangers.push(url);
  });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error" && !expected.test(message.text()) && hears(message.location().url)) complaints.push(message.text());
  });
  page.on("pageerror", (error) => hears(page.url()) && complaints.push(String(error)));
  return { context, page };
}
/** A window of the desk as people use it: with or without scripts, in a language, light or dark, large or small. */
export const deskWindow = ({ script = true, language = "en", scheme = "light", size = WIDE, state } = {}) =>
  ({ javaScriptEnabled: script, locale: LOCALES[language], colorScheme: scheme, viewport: size, storageState: state });

/** Signs somebody in at the desk; they are where the desk leads them. */
export async function signIn(page, desk, who) {
  await page.goto(`${desk}/sign-in`);
  await signInHere(page, who);
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

/** The same on the page that is there: it may carry words whose session ended. */
export async function signInHere(page, [name, password, secret]) {
  await page.fill("#name", name);
  await page.fill("#password", password);
  await page.fill("#code", await nextCode(secret));
  await page.click("form[action='/sign-in'] button");
}

/** Chooses a password on the page of an invitation, and is signed in; gives the secret of the authenticator app. */
export async function choosePassword(page, password) {
  const secret = await page.locator("input[name=totp_secret]").first().inputValue();
  await page.fill("#new-password", password);
  await page.fill("#again", password);
  await page.fill("#totp", await nextCode(secret));
  await page.click("#password button");
  await page.waitForURL((url) => url.pathname !== "/invitation/accept");
  return secret;
}
/** Types the code of an invitation. */
export async function useCode(page, desk, code) {
  await page.goto(`${desk}/invitation`);
  await page.fill("#code", code);
  await page.click("form[action='/invitation'] button");
}

/** Goes to a page, which must be there and be that page. */
export async function visit(page, url) {
  const answer = await page.goto(url);
  expect(answer.ok() && page.url().split("?")[0] === url.split("?")[0], `${url} answers ${answer.status()} and leads to ${page.url()}`);
}

export const text = (page) => page.locator("main").innerText();

/** The page is no wider than its window. */
export async function fits(page, where = "the page") {
  const [content, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  expect(content <= seen, `${where} is ${content} px wide in a window of ${seen} px`);
}
/** No word is missing, nothing is wider than the window, and no rule of accessibility is broken. */
export async function sound(page, where = "the page") {
  const missing = (await page.content()).match(/\u27e6[^\u27e7]*\u27e7?/g);
  expect(!missing, `${where}: words are missing: ${missing}`);
  await fits(page, where);
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  const told = (one) => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => `${node.target} ${node.html}`).join(" | ")}`;
  expect(violations.length === 0, `${where}: ${violations.map(told).join("\n")}`);
}

if (env.SCREENSHOTS) mkdirSync(env.SCREENSHOTS, { recursive: true });
/** A picture, where somebody asked for pictures. */
export async function picture(page, name, fullPage = true) {
  if (env.SCREENSHOTS) await page.screenshot({ path: join(env.SCREENSHOTS, `${name}.png`), fullPage });
}

/** Judges what was heard, closes the browser and ends with what came of it. */
export async function finish() {
  await check("nothing was asked of anybody else", () => expect(strangers.length === 0, strangers.join("\n")));
  await check("the browser refused and reported nothing", () => expect(complaints.length === 0, complaints.join("\n")));
  await browser.close();
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}
