// Four agencies on one server, in a real browser: fifty leads from the files that came in to an accepted referral, two people
// on one lead, a draft that outlives its session, a referral taken back. `desk.sh` hands the files in, starts the server and
// sets the environment:
//   BASE_URL        the desk; PUBLIC_URL and PARTNER_KEY the partners' door
//   FILED           how many reports the files brought
//   USERS           a JSON object of name to [password, secret]; INVITED one of name to [code]
//   LEADS           how many leads are carried (50)
//   SCREENSHOTS     folder for pictures (optional); CHROMIUM the browser
// Prints each step and `N passed, N failed`; exit code 1 where something failed.

import { PHONE, WIDE, address, check, choosePassword, deskWindow, expect, finish, languages, listen, picture, settings, signIn as signInAt, signInHere, sound, text, useCode, visit } from "./frame.mjs";

const [BASE_URL, PUBLIC_URL, PARTNER_KEY, FILED, USERS, INVITED] = settings("BASE_URL", "PUBLIC_URL", "PARTNER_KEY", "FILED", "USERS", "INVITED");
const base = address(BASE_URL);
const users = JSON.parse(USERS);
const LEADS = Number(process.env.LEADS ?? 50);
const open = (options) => listen([base], /status of (403|404|409|422)/, deskWindow(options));

async function signIn(page, name) {
  await signInAt(page, base, [name, ...users[name]]);
  await page.waitForURL((url) => ["/desk", "/"].includes(url.pathname));
}

/** A session of somebody, to be used in many windows. */
async function session(name) {
  const { context, page } = await open();
  await signIn(page, name);
  const state = await context.storageState();
  await context.close();
  return state;
}

/** Hands a lead to the agency of that place in the list. */
async function refer(page, reference, agency, message) {
  await page.goto(`${base}/leads/${reference}/refer`);
  await page.selectOption("#refer-to", { index: agency + 1 });
  await page.selectOption("#refer-purpose", ["investigate", "protect", "prosecute"][agency % 3]);
  await page.fill("#refer-message", message);
  await page.click("form .row button:not([name])");
  await page.waitForURL(/done=referred/);
}

/** Pictures of a page as one sees it first, at both widths. */
async function pictures(page, name) {
  for (const size of [WIDE, PHONE]) {
    await page.setViewportSize(size);
    await picture(page, `desk-${name}-${size.width}`, false);
  }
  await page.setViewportSize(WIDE);
}

const states = {};
await check("the people of three agencies use their invitations, those of the centre sign in", async () => {
  for (const [name, [code]] of Object.entries(JSON.parse(INVITED))) {
    const { context, page } = await open();
    await useCode(page, base, code);
    users[name] = ["sample password of ours", await choosePassword(page, "sample password of ours")];
    expect((await page.locator(".who strong").textContent()) === name, "somebody else is signed in");
    states[name] = await context.storageState();
    await context.close();
  }
  for (const name of ["analyst", "chief", "auditor"]) states[name] = await session(name);
});

let carried = [];
await check("a report that a partner's machine hands in stands in the queue beside those of the files", async () => {
  const answer = await fetch(`${address(PUBLIC_URL)}/api/v1/reports`, {
    method: "POST",
    headers: { Authorization: `Bearer ${PARTNER_KEY}`, "Content-Type": "application/json" },
    body: JSON.stringify({
      tanglaw: "report/1",
      source_reference: "SAMPLE-1",
      incidents: [{ kind: "live_streaming" }],
      urgency: { ongoing: true },
      mentions: [
        { role: "child", names: [{ full: "Sampleta Exampleo" }], age: { years: 9 } },
        { role: "suspect", names: [{ full: "Sample Watcher" }], identifiers: [{ kind: "email", value: "sample.watcher@example.org" }] },
      ],
      narratives: [{ words: "Placeholder narrative: the reporter describes a concern." }],
    }),
  });
  expect(answer.status === 201, `the door answers ${answer.status}`);
  carried.push((await answer.json()).reference);
  const { context, page } = await open({ state: states.analyst });
  // The linker follows: what it has not read yet answers that it is on its way.
  for (let tries = 0; (await context.request.get(`${base}/leads/${carried[0]}`)).status() !== 200; tries += 1) {
    expect(tries < 100, "there is no lead of it");
    await page.waitForTimeout(200);
  }
  await page.goto(`${base}/queue`);
  const waiting = Number((await page.locator("main dl dd").first().innerText()).replace(/\D/g, ""));
  expect(waiting === Number(FILED) + 1, `${waiting} reports wait, ${FILED} came in files and one by machine`);
  await context.close();
});

const RECEIVERS = ["officer", "prosecutor", "worker"]; // Agencies by name: Cybercrime police, Prosecution office, Social welfare office.
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

await check("what was handed over and accepted stands in the notifications of both sides, and is seen by a button", async () => {
  for (const name of ["officer", "analyst"]) {
    const { context, page } = await open({ state: states[name], script: name === "analyst" });
    await page.goto(`${base}/desk`);
    expect((await page.locator("nav.nav a[href='/notifications'] .count").count()) === 1, `no number for ${name}`);
    await page.goto(`${base}/notifications`);
    if (name === "analyst") await pictures(page, "notifications");
    const links = page.locator("main ul.turns a[href^='/referrals/']");
    expect((await links.count()) > 0, `nothing is told to ${name}`);
    await page.click("main form button");
    await page.waitForURL(/done=seen/);
    expect((await page.locator("nav.nav a[href='/notifications'] .count").count()) === 0, `the number stays for ${name}`);
    await links.first().click();
    expect((await page.locator("h1").count()) === 1, "the link leads nowhere");
    await context.close();
  }
});

await check("a person is found by name by who sees them, and by nobody else", async () => {
  for (const [name, found] of [["analyst", true], ["officer", true], ["worker", false]]) {
    const { context, page } = await open({ state: states[name] });
    await page.goto(`${base}/desk`);
    await page.fill("#search", "Sampleta Exampleo");
    await page.press("#search", "Enter");
    await page.waitForURL(`${base}/search`);
    const links = await page.locator(`main a[href*="${carried[0]}"]`).count();
    // The partner's lead went to the police.
    expect((links > 0) === found, `${name} finds ${links}`);
    await sound(page, "search");
    if (name === "analyst") await pictures(page, "search");
    await context.close();
  }
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
  await send(one.page, "reorder.more_urgent", "Sample note of the first");
  expect(one.page.url().includes("done=decided"), `the first went to ${one.page.url()}`);
  await send(two.page, "no_concern.too_little", "Sample note of the second");
  const both = await text(two.page);
  expect(both.includes("Sample note of the first"), "the first's words are not shown");
  expect((await two.page.inputValue("#decide-note")) === "Sample note of the second", "the second's words are lost");
  await two.page.locator("#decide").scrollIntoViewIfNeeded();
  await pictures(two.page, "conflict");
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
  const kept = first.page.waitForResponse((answer) => answer.url().endsWith("/decide") && answer.status() === 204);
  await first.page.fill("#decide-note", "Sample words that were never sent");
  await kept;
  // The form asks for a decision before it is sent.
  await first.page.selectOption("#decision", "reorder.more_urgent");
  await first.context.clearCookies();
  // Typed on after the session ended: the page says so at once, and what is sent is carried by the page to sign in.
  await first.page.fill("#decide-note", "Sample words after the session ended");
  await first.page.locator("#decide [data-signed-out]").waitFor({ state: "visible" });
  await first.page.click("#decide form button:not(.quiet)");
  await first.page.locator("form[action='/sign-in'] input[name=carried]").waitFor({ state: "attached" });
  expect(!(await text(first.page)).includes("Sample words"), "the page to sign in shows the words");
  await sound(first.page, "a form whose session ended");
  await signInHere(first.page, ["chief", ...users.chief]);
  await first.page.waitForURL(/done=kept/);
  expect((await first.page.inputValue("#decide-note")) === "Sample words after the session ended", "the words are lost");
  await first.context.close();
  const again = await open();
  await signIn(again.page, "chief");
  await again.page.goto(base + lead);
  expect((await again.page.inputValue("#decide-note")) === "Sample words after the session ended", "the draft is gone");
  states.chief = await again.context.storageState();
  await again.context.close();
});

await check("referrals are walked through by keyboard, as lists are", async () => {
  const { context, page } = await open({ state: states.officer });
  await page.goto(`${base}/referrals`);
  const rows = page.locator("a[data-row]");
  const last = (await rows.count()) - 1;
  await page.keyboard.press("j");
  expect(await rows.first().evaluate((row) => row === document.activeElement), "j does not begin with the first row");
  for (let row = 0; row < last; row += 1) await page.keyboard.press("j");
  const at = await rows.nth(last).evaluate((row) => [row === document.activeElement, row.closest("tr").getBoundingClientRect().bottom <= innerHeight + 1]);
  expect(at[0] && at[1], `the last row is not reached, or not seen: ${at}`);
  await context.close();
});

await check("a referral that is taken back is gone for the receiver at once", async () => {
  const centre = await open({ state: states.analyst });
  const police = await open({ state: states.officer });
  await centre.page.goto(`${base}/leads/${carried[0]}`);
  await centre.page.click("#lead-referrals-title ~ table a");
  await police.page.goto(`${base}/reports/${carried[0]}`);
  await centre.page.locator("details.more summary").first().click();
  await centre.page.click("form.step details button:not([name])");
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
  await page.click("#decide form button[name=keep]");
  await page.waitForURL(/done=kept/);
  expect((await page.inputValue("#decide-note")) === "Sample note without scripts", "the draft is not there");
  await page.selectOption("#decision", "assign.our_task");
  await page.click("#decide form button:not(.quiet)");
  await page.waitForURL(/done=decided/);
  await context.close();
});

await check("an agency is asked for more: the lead says until when, and comes back with the answer", async () => {
  const { context, page } = await open({ state: states.analyst, script: false });
  await page.goto(`${base}/queue`);
  const lead = await page.locator("ol.lines .work a").last().getAttribute("href");
  await page.goto(`${base}${lead}/ask`);
  await page.selectOption("#ask-whom", { label: "Cybercrime police" });
  await page.fill("#ask-question", "Sample question: which town?");
  await page.click("main form button:not(.quiet)");
  await page.waitForURL(/done=asked/);
  expect((await text(page)).includes("from an agency"), "the lead does not say who is asked");
  await page.click("#decide dl a");
  const referral = page.url().split("?")[0];
  await context.close();
  const police = await open({ state: states.officer });
  await police.page.goto(referral);
  expect((await text(police.page)).includes("Sample question: which town?"), "the question did not arrive");
  await police.page.click("form.step button:not(.quiet)");
  await police.page.waitForURL(/done=step/);
  await police.page.locator("details.more summary").first().click();
  await police.page.locator("form.step details button:not([name=keep])").first().click();
  await police.page.waitForURL(/done=step/);
  await police.context.close();
  const again = await open({ state: states.analyst });
  await again.page.goto(base + lead);
  expect((await text(again.page)).includes("the answer came"), "the lead did not come back");
  await again.context.close();
});

await check("whoever is given a lead is told so", async () => {
  const { context, page } = await open({ state: states.analyst });
  await page.goto(`${base}/queue`);
  await page.goto(base + (await page.locator("ol.lines .work a").last().getAttribute("href")));
  await page.selectOption("#decision", "assign.load");
  await page.selectOption("#assign-to", { label: await page.locator("#assign-to option", { hasText: "chief" }).first().innerText() });
  await page.click("#decide form button:not(.quiet)");
  await page.waitForURL(/done=decided/);
  await context.close();
  const chief = await open({ state: states.chief });
  await chief.page.goto(`${base}/notifications`);
  expect((await chief.page.locator("main ul.turns a[href^='/leads/']").count()) === 1, "the chief is not told");
  await chief.context.close();
});

/** Every page of the desk: fits, says no rule of accessibility is broken. */
const PAGES = {
  desk: "/desk", notifications: "/notifications", queue: "/queue", referrals: "/referrals", figures: "/figures", settings: "/settings",
  overrides: "/overrides", lead: "LEAD", refer: "LEAD/refer", ask: "LEAD/ask", person: "PERSON", referral: "REFERRAL",
};
const at = await open({ state: states.chief });
await at.page.goto(`${base}/queue`);
const lead = await at.page.locator("ol.lines .work a").first().getAttribute("href");
await at.page.goto(`${base}/referrals`);
const referral = await at.page.locator("main a[href^='/referrals/']").first().getAttribute("href");
await at.context.close();
const filled = (path) => base + path.replace("LEAD", lead).replace("PERSON", `/persons/${carried[0]}.1`).replace("REFERRAL", referral);
for (const language of languages) {
  for (const [scheme, size] of [["light", WIDE], ["light", PHONE], ["dark", WIDE]]) {
    await check(`pages in ${language}, ${scheme}, ${size.width}: fit, and break no rule of accessibility`, async () => {
      const { context, page } = await open({ language, scheme, size, state: states.chief });
      for (const [name, path] of Object.entries(PAGES)) {
        await visit(page, filled(path));
        await sound(page, name);
      }
      await context.close();
      const auditor = await open({ language, scheme, size, state: states.auditor });
      await visit(auditor.page, `${base}/audit`);
      await sound(auditor.page, "audit");
      await auditor.context.close();
    });
  }
}
if (process.env.SCREENSHOTS) {
  await check("pictures for the documentation", async () => {
    const chief = await open({ state: states.chief });
    for (const [name, path] of Object.entries(PAGES).filter(([name]) => name !== "notifications")) {
      await visit(chief.page, filled(path));
      await pictures(chief.page, name);
    }
    await chief.context.close();
    const auditor = await open({ state: states.auditor });
    await auditor.page.goto(`${base}/audit`);
    await pictures(auditor.page, "audit");
    await auditor.context.close();
  });
}
await finish();
