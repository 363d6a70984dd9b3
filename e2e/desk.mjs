// Four agencies on one server, in a real browser: fifty leads from the queue to an accepted referral, two people on one lead,
// a draft that outlives its session, a referral taken back. Needs a server that runs:
//   cargo run -p tanglaw-web --example desk -- DIRECTORY 127.0.0.1:8480 50 > SAID
// and from the environment: BASE_URL, and USERS, a JSON object of name to [password, secret], as the example prints them.
//   LEADS           how many leads are carried (50)
//   SCREENSHOTS     folder for pictures (optional); CHROMIUM the browser
// Prints each step and `N passed, N failed`; exit code 1 where something failed.

import { AxeBuilder } from "@axe-core/playwright";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { nextCode } from "./totp.mjs";

const { env } = process;
for (const name of ["BASE_URL", "USERS"]) if (!env[name]) throw new Error(`${name} is not set: see the head of desk.mjs`);
const base = env.BASE_URL.replace(/\/$/, "");
const users = JSON.parse(env.USERS);
const LEADS = Number(env.LEADS ?? 50);
const { SCREENSHOTS } = env;
if (SCREENSHOTS) mkdirSync(SCREENSHOTS, { recursive: true });
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const LOCALES = { en: "en-GB", fil: "fil-PH", ceb: "ceb-PH", id: "id-ID" };

let passed = 0;
let failed = 0;
async function check(title, work) {
  try {
    await work();
    passed += 1;
    console.log(`ok    ${title}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${title}\n      ${String(error.message ?? error).split("\n").slice(0, 12).join("\n      ")}`);
  }
}
function expect(fact, words) {
  if (!fact) throw new Error(words);
}

const browser = await chromium.launch({
  executablePath: env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const complaints = [];
const strangers = [];

async function open({ script = true, language = "en", scheme = "light", size = WIDE, state } = {}) {
  const context = await browser.newContext({ javaScriptEnabled: script, locale: LOCALES[language], colorScheme: scheme, viewport: size, storageState: state });
  context.on("request", (request) => {
    if (!request.url().startsWith(`${base}/`)) strangers.push(request.url());
  });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of (403|404|409|422)/.test(message.text())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return { context, page };
}

async function signIn(page, name) {
  const [password, secret] = users[name];
  await page.goto(`${base}/sign-in`);
  await page.fill("#name", name);
  await page.fill("#password", password);
  await page.fill("#code", await nextCode(secret));
  await page.click("form[action='/sign-in'] button");
  await page.waitForURL("**/desk");
}

/** A session of somebody, to be used in many windows. */
async function session(name) {
  const { context, page } = await open();
  await signIn(page, name);
  const state = await context.storageState();
  await context.close();
  return state;
}

const text = (page) => page.locator("main").innerText();

/** Hands a lead to the agency of that place in the list. */
async function refer(page, reference, agency, message) {
  await page.goto(`${base}/leads/${reference}/refer`);
  await page.selectOption("#refer-to", { index: agency + 1 });
  await page.selectOption("#refer-purpose", ["investigate", "protect", "prosecute"][agency % 3]);
  await page.fill("#refer-message", message);
  await page.click("form .row button:not([name])");
  await page.waitForURL(/done=referred/);
}

const states = {};
await check("four agencies sign in and land on their desks", async () => {
  for (const name of ["analyst", "chief", "officer", "worker", "prosecutor"]) states[name] = await session(name);
});

const RECEIVERS = ["officer", "prosecutor", "worker"]; // Agencies by name: Cybercrime police, Prosecution office, Social welfare office.
let carried = [];
await check(`${LEADS} leads go from the queue to an agency`, async () => {
  const { context, page } = await open({ state: states.analyst });
  let next = `${base}/queue`;
  while (next && carried.length < LEADS) {
    await page.goto(next);
    for (const reference of await page.locator("ol.lines .work a").evaluateAll((links) => links.map((link) => link.getAttribute("href").split("/").pop()))) {
      if (carried.length < LEADS && !carried.includes(reference)) carried.push(reference);
    }
    const more = page.locator("a[rel=next]");
    next = (await more.count()) ? await more.getAttribute("href").then((href) => base + href) : null;
  }
  expect(carried.length === LEADS, `only ${carried.length} leads in the queue`);
  for (const [at, reference] of carried.entries()) await refer(page, reference, at % 3, `Sample message about lead ${at + 1}`);
  await page.goto(`${base}/queue?view=referred`);
  expect((await page.locator("ol.lines > li").count()) === LEADS, "not all stand under handed over");
  await context.close();
});

for (const [at, name] of RECEIVERS.entries()) {
  await check(`${name} sees what was handed to the agency and nothing else, and accepts all of it`, async () => {
    const { context, page } = await open({ state: states[name] });
    const mine = carried.filter((_, place) => place % 3 === at);
    await page.goto(`${base}/queue`);
    const seen = await page.locator("[data-row]").allInnerTexts();
    expect(seen.length === mine.length, `${seen.length} of ${mine.length} leads are seen`);
    const other = carried.find((_, place) => place % 3 !== at);
    for (const path of [`/leads/${other}`, `/reports/${other}`]) {
      const answer = await page.goto(base + path);
      expect(answer.status() === 404, `${path} answers ${answer.status()}`);
    }
    await page.goto(`${base}/referrals`);
    const links = await page.locator("#to-team ~ table a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    expect(links.length === mine.length, `${links.length} of ${mine.length} referrals wait`);
    for (const link of links) {
      await page.goto(base + link);
      await page.click("form.step button:not(.quiet)");
      await page.waitForURL(/done=step/);
    }
    await context.close();
  });
}

await check(`all ${LEADS} leads stand as accepted at the centre`, async () => {
  const { context, page } = await open({ state: states.analyst });
  await page.goto(`${base}/queue?view=accepted`);
  expect((await page.locator("ol.lines > li").count()) === LEADS, "not all are accepted");
  await context.close();
});

await check("two people decide about one lead: the second sees both and both keep their words", async () => {
  const one = await open({ state: states.analyst });
  const two = await open({ state: states.chief });
  await one.page.goto(`${base}/queue`);
  const lead = await one.page.locator("ol.lines .work a").first().getAttribute("href");
  for (const { page } of [one, two]) await page.goto(base + lead);
  const send = async (page, decision, note) => {
    await page.selectOption("#decision", decision);
    await page.fill("#decide-note", note);
    await page.click("#decide form button:not(.quiet)");
    await page.waitForLoadState();
  };
  await send(one.page, "ask_more.where", "Sample note of the first");
  expect(one.page.url().includes("done=decided"), `the first went to ${one.page.url()}`);
  await send(two.page, "no_concern.too_little", "Sample note of the second");
  const both = await text(two.page);
  expect(both.includes("Sample note of the first"), "the first's words are not shown");
  expect((await two.page.inputValue("#decide-note")) === "Sample note of the second", "the second's words are lost");
  if (SCREENSHOTS) await two.page.screenshot({ path: join(SCREENSHOTS, "desk-conflict-1280.png"), fullPage: true });
  await send(two.page, "no_concern.too_little", "Sample note of the second");
  await one.page.goto(base + lead);
  const history = await text(one.page);
  expect(history.includes("Sample note of the first") && history.includes("Sample note of the second"), "a note is not in the history");
  await one.context.close();
  await two.context.close();
});

await check("what is typed is kept without a button, and is there after signing in again", async () => {
  const first = await open();
  await signIn(first.page, "chief");
  await first.page.goto(`${base}/queue`);
  const lead = await first.page.locator("ol.lines .work a").first().getAttribute("href");
  await first.page.goto(base + lead);
  const kept = first.page.waitForResponse((answer) => answer.url().endsWith("/draft"));
  await first.page.fill("#decide-note", "Sample words that were never sent");
  await kept;
  // The form asks for a decision before it is sent.
  await first.page.selectOption("#decision", "ask_more.where");
  await first.context.clearCookies();
  await first.page.click("#decide form button:not(.quiet)").catch(() => {});
  await first.page.waitForURL("**/sign-in");
  await first.context.close();
  const again = await open();
  await signIn(again.page, "chief");
  await again.page.goto(base + lead);
  expect((await again.page.inputValue("#decide-note")) === "Sample words that were never sent", "the draft is gone");
  states.chief = await again.context.storageState();
  await again.context.close();
});

await check("a referral that is taken back is gone for the receiver at once", async () => {
  const centre = await open({ state: states.analyst });
  const police = await open({ state: states.officer });
  await centre.page.goto(`${base}/leads/${carried[0]}`);
  await centre.page.click("#lead-referrals-title ~ table a");
  await police.page.goto(`${base}/reports/${carried[0]}`);
  await centre.page.locator("details.more summary").first().click();
  await centre.page.click("form.step details button");
  await centre.page.waitForURL(/done=step/);
  const answer = await police.page.reload();
  expect(answer.status() === 404, `the report answers ${answer.status()}`);
  await centre.context.close();
  await police.context.close();
});

await check("without scripts a lead is decided about and a draft kept by its button", async () => {
  const { context, page } = await open({ script: false, state: states.analyst });
  await page.goto(`${base}/queue`);
  await page.goto(base + (await page.locator("ol.lines .work a").first().getAttribute("href")));
  await page.fill("#decide-note", "Sample note without scripts");
  await page.click("#decide form button.quiet");
  await page.waitForURL(/done=kept/);
  expect((await page.inputValue("#decide-note")) === "Sample note without scripts", "the draft is not there");
  await page.selectOption("#decision", "assign.our_task");
  await page.click("#decide form button:not(.quiet)");
  await page.waitForURL(/done=decided/);
  await context.close();
});

/** Every page of the desk: fits, says no rule of accessibility is broken. */
const PAGES = { desk: "/desk", queue: "/queue", referrals: "/referrals", figures: "/figures", lead: "LEAD", refer: "LEAD/refer", referral: "REFERRAL" };
const at = await open({ state: states.chief });
await at.page.goto(`${base}/queue`);
const lead = await at.page.locator("ol.lines .work a").first().getAttribute("href");
await at.page.goto(`${base}/referrals`);
const referral = await at.page.locator("main a[href^='/referrals/']").first().getAttribute("href");
await at.context.close();
for (const language of Object.keys(LOCALES)) {
  for (const [scheme, size] of [["light", WIDE], ["light", PHONE], ["dark", WIDE]]) {
    await check(`pages in ${language}, ${scheme}, ${size.width}: fit, and break no rule of accessibility`, async () => {
      const { context, page } = await open({ language, scheme, size, state: states.chief });
      for (const [name, path] of Object.entries(PAGES)) {
        await page.goto(base + path.replace("LEAD", lead).replace("REFERRAL", referral));
        const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
        expect(content <= window, `${name} is ${content} wide in ${window}`);
        const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
        expect(violations.length === 0, `${name}: ${violations.map((one) => `${one.id} ${one.nodes[0].html}`).join("; ")}`);
        if (SCREENSHOTS && language === "en" && scheme === "light") await page.screenshot({ path: join(SCREENSHOTS, `desk-${name}-${size.width}.png`), fullPage: true });
      }
      await context.close();
    });
  }
}
await check("no complaint of the browser, nothing loaded from elsewhere", async () => {
  expect(complaints.length === 0, complaints.join("; "));
  expect(strangers.length === 0, strangers.join("; "));
});

await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
