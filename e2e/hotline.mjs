// The desk behind the public door in a real browser: the hotline operator, conversations, bursts, campaigns. Needs a server
// that runs, and from the environment, as `tanglaw demo` prints them:
//   BASE_URL, PUBLIC_URL                            the desk and the public door
//   NAME, PASSWORD, TOTP_SECRET                     an analyst's sign-in
//   HOTLINE_NAME, HOTLINE_PASSWORD, HOTLINE_SECRET  a hotline operator's
//   ADMIN_NAME, ADMIN_PASSWORD, ADMIN_SECRET        an administrator's
//   SCREENSHOTS     folder for pictures (optional); CHROMIUM the browser; ONLY=en,fil a shorter run
// It floods the public door, so it comes last. Prints each step and `N passed, N failed`; exit code 1 where something failed.

import { PHONE, WIDE, address, check, deskWindow, expect, finish, languages as asked, listen, picture, settings, signIn as signInAt, sound, text } from "./frame.mjs";

const [base, door] = settings("BASE_URL", "PUBLIC_URL").map(address);
const ANALYST = settings("NAME", "PASSWORD", "TOTP_SECRET");
const OPERATOR = settings("HOTLINE_NAME", "HOTLINE_PASSWORD", "HOTLINE_SECRET");
const ADMIN = settings("ADMIN_NAME", "ADMIN_PASSWORD", "ADMIN_SECRET");
const open = (options) => listen([base, door], /status of (403|404|410|422)/, deskWindow(options));

async function signIn(page, who, lands) {
  await signInAt(page, base, who);
  await page.waitForURL(`**${lands}`);
}

/** Signs somebody in once for all the looking. */
async function session(who, lands) {
  const { context, page } = await open();
  await signIn(page, who, lands);
  const state = await context.storageState();
  await context.close();
  return state;
}

const focused = (page) => page.evaluate(() => `${document.activeElement.name ?? ""}=${document.activeElement.value ?? ""}`);

/** Writes a report down; returns its reference and the nine words. */
async function take(page, words) {
  await page.goto(`${base}/contacts/new`);
  await page.check("input[name=way][value=chat]");
  await page.selectOption("#category", "violence_online_sexual_exploitation");
  await page.selectOption("#language", "en");
  await page.check("input[name=code]");
  await page.check("input[name=safe][value=unsure]");
  await page.fill("#q-words", words);
  await page.click("button[value=send]");
  await page.waitForSelector(".reference.large");
  return { reference: await page.locator(".reference.large").innerText(), code: await page.locator(".spoken li").allInnerTexts() };
}

/** The caller opens the public page with the nine words, takes words of their own, and writes. */
async function comeBack(code, words) {
  const { context, page } = await open({ size: PHONE });
  await page.goto(`${door}/read`);
  await page.fill("[name=words]", code.join(" "));
  await page.click("form[action='/read'] button");
  await page.waitForURL("**/letters");
  expect(!(await page.locator("form[action='/letters'] textarea").count()), "a handed code opens the messages before it was replaced");
  await page.click("form[action='/letters/code'] button");
  const own = await page.locator("ol.code li").allInnerTexts();
  expect(own.length === 9 && own.join() !== code.join(), "the caller has no words of their own");
  await page.goto(`${door}/letters`);
  await page.fill("textarea[name=words]", words);
  await page.click("form[action='/letters'] button");
  await page.waitForURL(/done=sent/);
  return { context, page, own };
}

/** The way of an operator and of an analyst, with or without scripts. */
async function walk(label, script) {
  const told = `Sample of what a caller told, ${label}`;
  const { context, page } = await open({ script });
  let taken;
  await check(`${label}: an operator lands on the contacts and has no queue`, async () => {
    await signIn(page, OPERATOR, "/contacts");
    expect((await page.locator("a[href='/queue'], .find").count()) === 0, "the queue or the search is offered");
    const answer = await page.goto(`${base}/queue`);
    expect(answer.status() === 404, `the queue answers ${answer.status()}`);
  });
  await check(`${label}: a contact is counted by keyboard alone`, async () => {
    await page.goto(`${base}/contacts`);
    const before = Number(await page.locator("#counts strong").first().innerText());
    expect((await focused(page)) === "way=call", `the first field is not focused: ${await focused(page)}`);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/contacts?done=noted&way=sms");
    expect(Number(await page.locator("#counts strong").first().innerText()) === before + 1, "it was not counted");
  });
  await check(`${label}: the questions change with who tells, and what was typed stays`, async () => {
    await page.click("a[href='/contacts/new']");
    await page.waitForURL("**/contacts/new");
    expect((await focused(page)) === "way=call", "the first field is not focused");
    await page.fill("#q-words", told);
    await page.check("input[name=door][value=me]");
    await page.click("button[value=door]");
    await page.waitForSelector("text=Are you safe right now?");
    expect((await page.inputValue("#q-words")) === told, "what was typed is lost");
  });
  await check(`${label}: a report is written down and its code read out once`, async () => {
    taken = await take(page, told);
    expect(/^TNG-\d{4}-/.test(taken.reference) && taken.code.length === 9, JSON.stringify(taken));
    const answer = await page.goto(`${base}/reports/${taken.reference}`);
    expect(answer.status() === 404, "an operator reads reports");
  });
  let caller;
  await check(`${label}: the caller takes other words and writes`, async () => {
    caller = await comeBack(taken.code, "Sample question of the caller");
  });
  const analyst = await open({ script });
  await check(`${label}: an analyst finds the conversation closed, opens it and answers`, async () => {
    const at = analyst.page;
    await signIn(at, ANALYST, "/desk");
    expect((await at.locator(".nav .count").count()) === 1, "nothing says that somebody waits");
    await at.click(".nav a[href='/conversations']");
    expect(!(await text(at)).includes("Sample question"), "words are in the list");
    await at.locator("a.reference", { hasText: taken.reference }).click();
    await at.waitForURL(/\/conversations\/[0-9a-f-]+$/);
    expect(!(await text(at)).includes("Sample question"), "words are shown unasked");
    await at.click("a[href*='words=shown']");
    await at.waitForURL(/words=shown/);
    expect((await text(at)).includes("Sample question of the caller"), "the words are not shown");
    await at.fill("#answer-text", "Sample answer of the centre");
    await at.click("#answer button:not([name=keep])");
    await at.waitForURL(/done=answered&words=shown/);
    expect((await text(at)).includes("Sample answer of the centre"), "the answer is not there");
    await at.selectOption("#status-choice", "asked");
    await at.click("#status button");
    await at.waitForURL(/done=told/);
    expect((await at.locator(".preview").innerText()).includes("We have a question for you."), "the preview is another");
    await at.goto(`${base}/reports/${taken.reference}`);
    expect((await at.locator("#conversations").innerText()).includes("Asked something"), "the report does not show its conversation");
  });
  await check(`${label}: the caller reads the answer and deletes; the desk says so`, async () => {
    await caller.page.goto(`${door}/letters`);
    const read = await text(caller.page);
    expect(read.includes("Sample answer of the centre") && read.includes("We have a question for you."), read);
    await caller.page.goto(`${door}/letters`);
    await caller.page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
    await caller.page.click("form[action='/letters/delete'] button");
    await caller.page.click("form[action='/letters/delete'] button[name=sure], form[action='/letters/delete'] input[name=sure] ~ button");
    await caller.page.waitForURL(/done=deleted/);
    await analyst.page.goto(`${base}/reports/${taken.reference}`);
    expect((await analyst.page.locator("#conversations").innerText()).includes("has deleted this conversation"), "the desk does not know");
  });
  if (caller) await caller.context.close();
  await analyst.context.close();
  await context.close();
}

await walk("with scripts", true);
await walk("without scripts", false);

// What the pages below show.
const operator = await session(OPERATOR, "/contacts");
const analyst = await session(ANALYST, "/desk");
const admin = await session(ADMIN, "/");
const slug = `p-${Date.now().toString(36)}`;
await check("an administrator adds a campaign, and its visits are counted", async () => {
  const { context, page } = await open({ state: admin });
  await page.goto(`${base}/`);
  await page.click("main a[href='/campaigns']");
  await page.fill("#label", "Sample posters");
  await page.fill("#slug", slug);
  await page.click("#add button");
  await page.waitForURL(/campaigns[?]done=added/);
  for (let n = 0; n < 12; n += 1) await fetch(`${door}/c/${slug}`, { redirect: "manual" });
  await page.click(`a[href='/campaigns/${slug}']`);
  expect((await page.locator("svg.qr path").count()) === 1 && (await page.locator("svg.days .full").count()) === 1, "no code or no picture");
  expect((await page.locator("#days td.number").first().innerText()) === "12", "the visits are not counted");
  await context.close();
});
let conversation;
await check("a conversation and a burst to look at", async () => {
  const { context, page } = await open({ state: operator });
  const { reference, code } = await take(page, "Sample for the pictures");
  const caller = await comeBack(code, "Sample question\nin two lines");
  await caller.context.close();
  await page.goto(`${base}/conversations`);
  conversation = await page.locator("a.reference", { hasText: reference }).getAttribute("href");
  await context.close();
  for (let n = 0; n < 75; n += 1) {
    const sent = await fetch(`${door}/write`, {
      method: "POST",
      body: new URLSearchParams({ door: "saw", go: "send", words: `Sample ${n} of a burst ${slug}`, ...(n === 70 ? { safe: "no" } : {}) }),
    });
    expect(sent.status === 200, `report ${n} of the burst was answered with ${sent.status}`);
  }
});
let burst;
await check("the burst is one line above the queue", async () => {
  const { context, page } = await open({ state: analyst });
  await page.goto(`${base}/queue`);
  burst = await page.locator(".held a").first().getAttribute("href");
  expect((await page.locator(".held").count()) === 1, "more than one line");
  await context.close();
});

const go = (path) => (page) => page.goto(`${base}${path}`);
const lists = [
  [operator, [
    ["contacts", go("/contacts?done=noted")],
    ["contacts-wrong", async (page) => {
      await page.goto(`${base}/contacts`);
      await page.click("#note button");
    }],
    ["contact-new", go("/contacts/new")],
    ["contact-new-me", go("/contacts/new?door=me")],
    ["contact-empty", async (page) => {
      await page.goto(`${base}/contacts/new`);
      await page.click("button[value=send]");
    }],
    ["contact-taken", (page) => take(page, "Sample for the pictures, taken")],
    ["conversation-operator", (page) => page.goto(`${base}${conversation}`)],
  ]],
  [analyst, [
    ["queue-held", go("/queue")],
    ["burst", (page) => page.goto(`${base}${burst}`)],
    ["burst-sure", async (page) => {
      await page.goto(`${base}${burst}`);
      await page.click("#release button");
    }],
    ["conversations", go("/conversations")],
    ["conversation-closed", (page) => page.goto(`${base}${conversation}`)],
    ["conversation-shown", (page) => page.goto(`${base}${conversation}?words=shown`)],
    ["conversation-wrong", async (page) => {
      await page.goto(`${base}${conversation}`);
      await page.fill("#answer-text", "   ");
      await page.click("#answer button:not([name=keep])");
    }],
    ["campaign-analyst", go(`/campaigns/${slug}`)],
  ]],
  [admin, [
    ["home-administrator", go("/")],
    ["campaigns", go("/campaigns?done=added")],
    ["campaigns-wrong", async (page) => {
      await page.goto(`${base}/campaigns`);
      await page.fill("#label", "Sample");
      await page.fill("#slug", "NOT SO");
      await page.click("#add button");
    }],
    ["campaign", go(`/campaigns/${slug}`)],
    ["campaign-sure", async (page) => {
      await page.goto(`${base}/campaigns/${slug}`);
      await page.click("#end button");
    }],
  ]],
];
for (const language of asked) {
  for (const scheme of ["light", "dark"]) {
    for (const [state, list] of lists) {
      const { context, page } = await open({ language, scheme, state });
      for (const [name, go] of list) {
        for (const [size, window] of [["wide", WIDE], ["phone", PHONE]]) {
          await check(`${name}, ${language}, ${scheme}, ${size}`, async () => {
            await page.setViewportSize(window);
            await go(page);
            expect((await page.getAttribute("html", "lang")) === language, "the language of the page is wrong");
            await sound(page);
            if (language === "en" || (language === "fil" && scheme === "light")) await picture(page, `${name}-${language}-${scheme}-${size}`);
          });
        }
      }
      await context.close();
    }
  }
}
await check("an analyst lets the burst in, and a campaign ends", async () => {
  const one = await open({ state: analyst });
  await one.page.goto(`${base}${burst}`);
  await one.page.click("#release button");
  await one.page.click("#release button");
  await one.page.waitForURL("**/queue?done=released");
  expect((await one.page.locator(".held").count()) === 0, "it is still held");
  await one.context.close();
  const other = await open({ state: admin });
  await other.page.goto(`${base}/campaigns/${slug}`);
  await other.page.click("#end button");
  await other.page.click("#end button");
  await other.page.waitForURL(/campaigns[?]done=ended/);
  await other.context.close();
});
await finish();
