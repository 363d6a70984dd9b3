// The payments compartment in a real browser: a financial analyst finds an alert, sees why it is one, decides with a reason and
// writes the report; what they may not open is not there. Needs a server that runs, which `payments.sh` starts:
//   cargo run -p tanglaw-web --example desk -- DIRECTORY 127.0.0.1:8480 8 > SAID
// and from the environment: BASE_URL, and USERS, a JSON object of name to [password, secret], as the example prints them.
//   BACKTEST        a page of `tanglaw payments backtest --page`, to be looked at too (optional)
//   SCREENSHOTS     folder for pictures (optional); CHROMIUM the browser; ONLY=en,fil a shorter run
// Prints each step and `N passed, N failed`; exit code 1 where something failed.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { PHONE, WIDE, address, check, deskWindow, expect, finish, languages, listen, picture, settings, signIn, sound, text, visit } from "./frame.mjs";

const [BASE_URL, USERS] = settings("BASE_URL", "USERS");
const base = address(BASE_URL);
const users = JSON.parse(USERS);
const open = (options) => listen([base, "file://"], /status of (404|422)/, deskWindow(options));

/** A session of somebody, to be used in many windows. */
async function session(name) {
  const { context, page } = await open();
  await signIn(page, base, [name, ...users[name]]);
  const state = await context.storageState();
  await context.close();
  return state;
}

/** Without scripts: nothing of the compartment needs any. */
async function within(state, work, options = {}) {
  const { context, page } = await open({ script: false, state, ...options });
  try {
    await work(page);
  } finally {
    await context.close();
  }
}

const payments = await session("payments");
const analyst = await session("analyst");

/** Paths of the alerts in the list, the most points first; reached as people reach it. */
async function alerts(page) {
  await page.goto(`${base}/desk`);
  await page.click("nav a[href='/alerts']");
  return page.locator("table a[href^='/alerts/']").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
}

let alert;
await check("a financial analyst sees alerts by their points, and no word about anybody in the list", async () => {
  await within(payments, async (page) => {
    const found = await alerts(page);
    expect(found.length === 3, `${found.length} of 3 alerts are listed`);
    const points = await page.locator("main tbody td.number").allInnerTexts();
    expect(points.join(" ") === "5.4 3.1 2.2", `points in the order ${points}`);
    const words = await text(page);
    for (const personal of ["S-PAYER", "Sample", "+63917"]) expect(!words.includes(personal), `${personal} is in the list`);
    alert = found[1];
  });
});

await check("an alert says why first, then what was paid, then what can be done", async () => {
  await within(payments, async (page) => {
    await page.goto(base + alert);
    const order = await page.locator("main section[id]").evaluateAll((all) => all.map((one) => one.id));
    const wanted = ["why", "payments", "corridors", "counterparts", "reports", "sessions", "decide", "report", "party"];
    expect(order.join() === wanted.join(), `in the order ${order}`);
    expect((await page.locator("#payments svg[role=img] rect.full, #payments svg[role=img] rect.few").count()) === 40, "a payment has no bar");
    await page.locator("#payments summary").click();
    expect((await page.locator("#payments tbody tr").count()) === 40, "a payment is not in the table");
  });
});

/** The reports named on the alert, in a fresh look. */
const named = (page) => page.locator("#reports a[href^='/reports/']").evaluateAll((links) => links.map((link) => link.getAttribute("href")));

await check("a report that was not handed over is not mentioned; handed over, it opens", async () => {
  await within(payments, async (page) => {
    await page.goto(base + alert);
    expect((await named(page)).length === 0, "a report is named that nobody handed over");
  });
  await within(analyst, async (page) => {
    await page.goto(`${base}/queue`);
    await page.fill(".find input:not([type=hidden])", "+639170001234");
    await page.click(".find button");
    const report = await page.locator("main a[href^='/reports/']").first().getAttribute("href");
    await page.goto(`${base}/leads/${report.split("/").pop()}/refer`);
    const unit = page.locator("#refer-to option", { hasText: "Transaction analysis unit" });
    await page.selectOption("#refer-to", await unit.getAttribute("value"));
    await page.fill("#refer-message", "Sample message");
    await page.click("form .row button:not([name])");
    await page.waitForURL(/done=referred/);
  });
  await within(payments, async (page) => {
    await page.goto(base + alert);
    const reports = await named(page);
    expect(reports.length > 0, "what was handed over is not named");
    for (const report of reports) expect((await page.goto(base + report)).status() === 200, `${report} does not open`);
  });
});

await check("nobody else finds the alert, and what they get is what does not exist", async () => {
  await within(analyst, async (page) => {
    const hidden = await page.goto(base + alert);
    expect(hidden.status() === 404, `the alert answers ${hidden.status()}`);
    expect((await page.locator("nav a[href='/alerts']").count()) === 0, "the desk leads to alerts");
  });
});

const SIZES = [["light", WIDE], ["light", PHONE], ["dark", WIDE], ["dark", PHONE]];
for (const language of languages) {
  for (const [scheme, size] of SIZES) {
    await check(`list and alert in ${language}, ${scheme}, ${size.width}: fit, and break no rule of accessibility`, async () => {
      await within(payments, async (page) => {
        const shown = language === "en" && scheme === "light";
        await visit(page, `${base}/alerts`);
        await sound(page, "alerts");
        if (shown) await picture(page, `payments-alerts-${size.width}`);
        await visit(page, base + alert);
        await sound(page, "alert");
        if (shown) await picture(page, `payments-alert-${size.width}`);
        await page.locator("#payments summary").click();
        await sound(page, "alert with its table");
      }, { language, scheme, size, script: true });
    });
  }
}

await check("a decision needs a reason, and stands with it", async () => {
  await within(payments, async (page) => {
    await page.goto(base + alert);
    // Blanks are a reason to the browser, not to the server.
    await page.fill("#decide textarea", " ");
    await page.click("#decide button[value=report]");
    await page.locator("#alert-reason-problem").waitFor();
    await page.fill("#decide textarea", "Sample reason: small sums at night");
    await page.click("#decide button[value=report]");
    await page.waitForURL(/done=decided/);
    expect((await page.locator("#decided").innerText()).includes("Sample reason: small sums at night"), "the reason is not kept");
    await picture(page, "payments-decided-1280");
    expect(!(await alerts(page)).includes(alert), "a decided alert is still open");
  });
});

await check("the report is a file in each form, and sent by nobody", async () => {
  await within(payments, async (page) => {
    await page.goto(base + alert);
    const forms = await page.locator("#report-form option").evaluateAll((all) => all.map((one) => one.value));
    expect(forms.join() === "goaml,amlc,fincen", `the forms are ${forms}`);
    for (const form of forms) {
      await page.selectOption("#report-form", form);
      const [file] = await Promise.all([page.waitForEvent("download"), page.click("#report button")]);
      expect(/^ALERT-[\w.-]+$/.test(file.suggestedFilename()), `${form} is called ${file.suggestedFilename()}`);
      const written = readFileSync(await file.path(), "utf8");
      expect(written.includes("night"), `${form} does not say why`);
    }
  });
});

if (process.env.BACKTEST) {
  for (const [scheme, size] of SIZES) {
    await check(`the page of a backtest, ${scheme}, ${size.width}: fits, and breaks no rule of accessibility`, async () => {
      await within(undefined, async (page) => {
        await page.goto(pathToFileURL(process.env.BACKTEST).href);
        await sound(page, "the page");
        expect((await page.locator("svg[role=img]").count()) === (await page.locator("table").count()), "a picture has no table");
        if (scheme === "light") await picture(page, `payments-backtest-${size.width}`);
      }, { scheme, size, script: true });
    });
  }
}
await finish();
