// The desk in a real browser. Needs a desk that runs, and from the environment:
//   BASE_URL, NAME, PASSWORD, TOTP_SECRET   an analyst's sign-in (as `tanglaw demo` prints it)
//   SCREENSHOTS                             folder for pictures (optional)
//   CHROMIUM                                path of the browser (default /usr/bin/chromium)
// Prints each step and `N passed, N failed`; exit code 1 where something failed.

import { PHONE, WIDE, address, check, deskWindow, expect, finish, languages as asked, listen, picture, settings, signIn, sound } from "./frame.mjs";

const [BASE_URL, NAME, PASSWORD, TOTP_SECRET] = settings("BASE_URL", "NAME", "PASSWORD", "TOTP_SECRET");
const base = address(BASE_URL);
const open = (options) => listen([base], /status of (403|404|422|429|503)/, deskWindow(options));

/** Signs the analyst in from the first page, and goes to the queue. */
async function toQueue(page) {
  await page.goto(`${base}/`);
  expect(page.url().endsWith("/sign-in"), `expected the sign-in page, found ${page.url()}`);
  await signIn(page, base, [NAME, PASSWORD, TOTP_SECRET]);
  await page.goto(`${base}/queue`);
}

/** Until the server has read all reports its pages of persons say how far it is; then they come. */
async function linked(page) {
  for (let turn = 0; turn < 60; turn += 1) {
    const answer = await page.goto(`${base}/review`);
    if (answer.status() === 200) return;
    await page.waitForTimeout(1000);
  }
  throw new Error("persons are still being put together");
}

/** Addresses of a lead of several reports, of a person of several mentions in it, and of two of those mentions. */
async function family(page) {
  await linked(page);
  await page.goto(`${base}/queue`);
  const leads = await page.locator("a[data-row][href^='/leads/']").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  expect(leads.length > 0, "no lead has several reports");
  for (const lead of leads) {
    await page.goto(`${base}${lead}`);
    const persons = await page.locator("[aria-labelledby=persons-title] table a[href^='/persons/']").evaluateAll((links) =>
      links.filter((link) => Number(link.closest("tr").cells[3].textContent) > 1).map((link) => link.getAttribute("href")));
    for (const person of persons) {
      await page.goto(`${base}${person}`);
      const pairs = page.locator("#evidence table a[href^='/pairs/']");
      if ((await pairs.count()) > 0) return { lead, person, pair: await pairs.last().getAttribute("href") };
    }
  }
  throw new Error("no person has several mentions");
}

/** From the queue to the lead, the person and the pair; decides, sees the result, takes it back. */
async function decide(page, label, script) {
  let found;
  await check(`${label}: from the queue to a lead, its persons and their links`, async () => {
    found = await family(page);
    await page.goto(`${base}/queue`);
    await page.locator(`a[data-row][href='${found.lead}']`).click();
    await page.waitForURL(`**${found.lead}`);
    expect((await page.locator("#reports-title").count()) === 1 && (await page.locator("svg#chart .node").count()) > 2, "no chart");
    expect((await page.locator("#chart-tools").isVisible()) === script, "the tools of the chart need the script, and only they");
    await page.locator(`[aria-labelledby=persons-title] table a[href='${found.person}']`).click();
    await page.waitForURL(`**${found.person}`);
    await page.locator(`#evidence table a[href='${found.pair}']`).click();
    await page.waitForURL(`**${found.pair}`);
    expect((await page.locator("#why svg").count()) === 1, "no reasons");
  });
  await check(`${label}: a decision needs a reason`, async () => {
    await page.goto(`${base}${found.pair}`);
    await page.selectOption("#pair-because", "shared_identifier");
    await page.fill("#pair-reason", "   ");
    await page.click("button[value=different]");
    expect(await page.locator("#pair-reason-problem").isVisible(), "nothing says what is missing");
  });
  await check(`${label}: a decision is kept, shown and taken back`, async () => {
    await page.goto(`${base}${found.pair}`);
    await page.selectOption("#pair-because", "shared_identifier");
    await page.fill("#pair-reason", "Sample reason of the walk");
    await page.click("button[value=different]");
    await page.waitForURL(/[?]done=different$/);
    expect(await page.locator(".message.good").isVisible(), "nothing says that it is kept");
    expect((await page.locator("main").textContent()).includes("Sample reason of the walk"), "the reason is not shown");
    await page.goto(`${base}/persons/${found.pair.split("/")[2]}`);
    const decision = page.locator(".decision").first();
    await decision.locator("summary").click();
    await decision.locator("textarea").fill("Sample reason to take it back");
    await decision.locator("button:not([name=keep])").click();
    await page.waitForURL(/[?]done=withdrawn$/);
  });
  await check(`${label}: a person is split and put together again`, async () => {
    await page.goto(`${base}${found.person}`);
    const before = await page.locator("#mentions thead th").count();
    await page.locator("#split .choice").last().click();
    await page.selectOption("#split-because", "shared_identifier");
    await page.fill("#split-reason", "Sample reason to split");
    await page.click("#split button:not([name=keep])");
    await page.waitForURL(/[?]done=split$/);
    expect((await page.locator("#mentions thead th").count()) < before, "nobody was split off");
    await page.locator(".decision summary").first().click();
    await page.locator(".decision textarea").first().fill("Sample reason to take it back");
    await page.locator(".decision button:not([name=keep])").first().click();
    await page.waitForURL(/[?]done=withdrawn$/);
    expect((await page.locator("#mentions thead th").count()) === before, "the person is not as before");
  });
  if (!script) return;
  await check(`${label}: the chart grows, shrinks and fills the window, by keyboard too`, async () => {
    await page.goto(`${base}${found.lead}`);
    const width = async () => Number(await page.getAttribute("#chart", "width"));
    const before = await width();
    await page.focus("[data-zoom=in]");
    await page.keyboard.press("Enter");
    expect((await width()) > before, "it did not grow");
    await page.click("[data-zoom=fit]");
    await page.click("[data-zoom=expand]");
    expect(await page.locator("#chart-frame.expanded").isVisible(), "it does not fill the window");
    await page.keyboard.press("Escape");
    expect((await page.locator("#chart-frame.expanded").count()) === 0, "Escape does not lead back");
  });
}

/** The way an analyst goes, on one page, with or without scripts. */
async function walk(page, label, script) {
  await check(`${label}: sign in`, () => toQueue(page));
  let reference;
  await check(`${label}: queue lists leads, most urgent first`, async () => {
    const lines = page.locator("ol.lines > li");
    expect((await lines.count()) > 0, "the queue is empty");
    reference = (await page.locator("[data-row]").first().textContent()).trim();
    expect(/^TNG-\d{4}-[0-9A-Z]+-[0-9A-Z]$/.test(reference), `${reference} is no reference`);
  });
  await check(`${label}: next page and back to the first`, async () => {
    const next = page.locator("a[rel=next]");
    if ((await next.count()) === 0) return;
    await next.click();
    await page.waitForURL("**/queue?after=*");
    expect((await page.locator("[data-row]").first().textContent()).trim() !== reference, "the same page again");
    await page.locator(".pages a").first().click();
    await page.waitForURL("**/queue");
  });
  await check(`${label}: filter`, async () => {
    await page.selectOption("#kind", "form-live_streaming");
    await page.click(".filter button");
    await page.waitForURL("**/queue?channel=&kind=form-live_streaming");
    expect((await page.locator("#kind").inputValue()) === "form-live_streaming", "the filter is forgotten");
    await page.click(".clear");
  });
  await check(`${label}: search by reference`, async () => {
    await page.fill("#search", reference.toLowerCase());
    await page.click(".find button");
    await page.waitForURL("**/search");
    expect((await page.locator("[data-row]").first().textContent()).trim() === reference, "another report was found");
    await page.locator("[data-row]").first().click();
    await page.waitForURL(`**/reports/${reference}`);
  });
  await check(`${label}: words are not on the page until asked for`, async () => {
    expect((await page.locator("blockquote").count()) === 0, "words are on the page");
    const show = page.locator(".actions a[href*='words=shown']");
    if ((await show.count()) === 0) return;
    await show.click();
    await page.waitForURL(/words=shown/);
    expect((await page.locator("#words").count()) === 1, "no section of words");
  });
  await check(`${label}: journal shows the reading`, async () => {
    await page.goto(`${base}/reports/${reference}/journal`);
    const text = await page.locator("main").textContent();
    expect(text.includes("read a report at the desk"), "the reading is not in the journal");
  });
  if (script) {
    await check(`${label}: keyboard`, async () => {
      await page.goto(`${base}/queue`);
      await page.keyboard.press("j");
      await page.keyboard.press("j");
      const second = await page.evaluate(() => [...document.querySelectorAll("[data-row]")].indexOf(document.activeElement));
      expect(second === 1, `j twice stands at ${second}`);
      await page.keyboard.press("k");
      await page.keyboard.press("/");
      expect(await page.evaluate(() => document.activeElement.id === "search"), "/ does not go to the search box");
      await page.goto(`${base}/queue?keys=off`);
      await page.keyboard.press("j");
      expect(await page.evaluate(() => document.activeElement === document.body), "j still works when turned off");
      await page.goto(`${base}/queue?keys=on`);
    });
  }
  await decide(page, label, script);
  await check(`${label}: sign out, and back does not bring the queue`, async () => {
    await page.goto(`${base}/queue`);
    await page.click(".who button");
    await page.waitForURL("**/sign-in?signed-out=1");
    await page.goto(`${base}/queue`);
    expect(page.url().endsWith("/sign-in"), "the queue is shown after signing out");
  });
}

{
  const { context, page } = await open();
  await walk(page, "with scripts", true);
  await context.close();
}
{
  const { context, page } = await open({ script: false });
  await walk(page, "without scripts", false);
  await context.close();
}

// One session for all the looking.
const first = await open();
await toQueue(first.page);
const session = (await first.context.cookies()).find((cookie) => cookie.name === "__Host-tanglaw" || cookie.name === "tanglaw");
await check("the session cookie is closed to scripts and other sites", () => {
  expect(session?.httpOnly && session.sameSite === "Strict" && session.path === "/", JSON.stringify({ ...session, value: "…" }));
  if (session.name.startsWith("__Host-")) expect(session.secure, "not secure");
});
const reference = (await first.page.locator("[data-row]").first().textContent()).trim();
const found = await family(first.page);
const state = await first.context.storageState();
await first.context.close();

const pages = [
  ["queue", async (page) => page.goto(`${base}/queue`)],
  ["queue-filtered", async (page) => page.goto(`${base}/queue?channel=hotline&kind=form-grooming`)],
  ["search", async (page) => {
    await page.goto(`${base}/queue`);
    await page.fill("#search", reference);
    await page.click(".find button");
  }],
  ["search-nothing", async (page) => {
    await page.goto(`${base}/queue`);
    await page.fill("#search", "nobody@example.org");
    await page.click(".find button");
  }],
  ["report", async (page) => page.goto(`${base}/reports/${reference}`)],
  ["report-words", async (page) => page.goto(`${base}/reports/${reference}?words=shown`)],
  ["lead", async (page) => page.goto(`${base}${found.lead}`)],
  ["person", async (page) => page.goto(`${base}${found.person}`)],
  ["pair", async (page) => page.goto(`${base}${found.pair}`)],
  ["pair-wrong", async (page) => {
    await page.goto(`${base}${found.pair}`);
    await page.selectOption("#pair-because", "same_identifier");
    await page.fill("#pair-reason", " ");
    await page.click("button[value=same]");
  }],
  ["split-wrong", async (page) => {
    await page.goto(`${base}${found.person}`);
    await page.selectOption("#split-because", "shared_identifier");
    await page.fill("#split-reason", "Sample");
    await page.click("#split button:not([name=keep])");
  }],
  ["review", async (page) => page.goto(`${base}/review`)],
  ["journal", async (page) => page.goto(`${base}/reports/${reference}/journal`)],
  ["journal-find", async (page) => page.goto(`${base}/journal`)],
  ["not-found", async (page) => page.goto(`${base}/nowhere`)],
];
const doors = [
  ["sign-in", async (page) => page.goto(`${base}/sign-in`)],
  ["sign-in-wrong", async (page) => {
    await page.goto(`${base}/sign-in`);
    await page.fill("#name", "nobody-here");
    await page.fill("#password", "wrong");
    await page.fill("#code", "000000");
    await page.click("form[action='/sign-in'] button");
  }],
];
for (const language of asked) {
  for (const scheme of ["light", "dark"]) {
    for (const [list, use] of [[pages, state], [doors, undefined]]) {
      const { context, page } = await open({ language, scheme, state: use });
      for (const [name, go] of list) {
        for (const [size, window] of [["wide", WIDE], ["phone", PHONE]]) {
          await check(`${name}, ${language}, ${scheme}, ${size}`, async () => {
            await page.setViewportSize(window);
            await go(page);
            expect((await page.getAttribute("html", "lang")) === language, "the language of the page is wrong");
            await sound(page);
            // Pictures cost most of the time: English in both schemes, Filipino for longer words.
            if (language === "en" || (language === "fil" && scheme === "light")) await picture(page, `${name}-${language}-${scheme}-${size}`, /^(report|lead|person|pair|split)/.test(name));
          });
        }
      }
      await context.close();
    }
  }
}
await check("a page on paper", async () => {
  const { context, page } = await open({ state });
  await page.goto(`${base}/reports/${reference}`);
  await page.emulateMedia({ media: "print" });
  expect(!(await page.locator(".top").isVisible()), "the head of the page is printed");
  await picture(page, "report-print");
  await context.close();
});
await check("the language picker is kept", async () => {
  const { context, page } = await open({ language: "en" });
  await page.goto(`${base}/sign-in`);
  await page.click(".languages a[lang=id]");
  await page.goto(`${base}/sign-in`);
  expect((await page.getAttribute("html", "lang")) === "id", "the choice was forgotten");
  await context.close();
});
await finish();
