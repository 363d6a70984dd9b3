// The public door in a real browser, on a phone of 360 pixels. Needs a server that runs, and from the environment:
//   PUBLIC_URL      the public door (as `tanglaw demo` prints it)
//   BASE_URL, NAME, PASSWORD, TOTP_SECRET   the desk and an analyst's sign-in, for the staff's half of a conversation
//   SCREENSHOTS     folder for pictures (optional); CHROMIUM the browser; ONLY=en,fil a shorter run
// Prints each step and `N passed, N failed`; exit code 1 where something failed.

import { PHONE, address, browser, check, expect, finish, fits, languages, listen, picture, settings, signIn, sound as soundPage, text } from "./frame.mjs";

const [base, desk] = settings("PUBLIC_URL", "BASE_URL").map(address);
const ANALYST = settings("NAME", "PASSWORD", "TOTP_SECRET");
// What a page may cost over the wire, style and scripts included, and until something is seen on a slow line.
const MOST_BYTES = 30_000;
const FIRST_PAINT = 1_500;

/** The way out leads to the outside: answered here, so that no test needs the net. */
const prepare = (context) => context.route((url) => !url.href.startsWith(base) && !url.href.startsWith(desk), (route) =>
  route.fulfill({ status: 200, contentType: "text/html", body: "<title>elsewhere</title><h1>elsewhere</h1>" }));
const mayLeave = (request) => request.url().startsWith("blob:") || request.isNavigationRequest();
const open = ({ script = true, language = "en", size = PHONE } = {}) =>
  listen([base, desk], /status of (403|404|413|422)|ERR_INTERNET_DISCONNECTED|ERR_FAILED/,
    { javaScriptEnabled: script, locale: language, viewport: size, hasTouch: true }, { prepare, mayLeave });

/** Waits until the browser is elsewhere; that the page there cannot be loaded without the net does not matter. */
async function left(page) {
  for (let n = 0; n < 100; n += 1) {
    if (!page.url().startsWith(base)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`still at ${page.url()}`);
}
async function sound(page, where) {
  await soundPage(page, where);
  const exit = await page.locator("a.leave").getAttribute("href");
  expect(exit?.startsWith("/leave"), `${where}: no way out`);
  expect((await page.title()).length < 20 && !/tanglaw|report|abuse/i.test(await page.title()), `${where}: the title says too much`);
  const small = await page.evaluate(() => [...document.querySelectorAll("a.leave, button, .button, .way, label.pick, main select, main input[type=text]")]
    .filter((e) => e.offsetParent && e.getBoundingClientRect().height < 43.5).map((e) => e.outerHTML.slice(0, 80)));
  expect(small.length === 0, `${where}: too small to touch: ${small.join(" | ")}`);
}
const press = (page, name) => Promise.all([page.waitForLoadState("domcontentloaded"), page.locator(`#write button[name=go][value=${name}]`).click()]);
async function goTo(page, at) {
  await page.waitForFunction((at) => document.querySelector("input[name=at]")?.value === String(at), at);
}

// ---- the pages, each in each language -------------------------------------------------------------------------------
/** Walks every page there is; `look` is called on each with its name. */
async function walk(page, look) {
  await page.goto(`${base}/`);
  await look("home");
  await page.goto(`${base}/guide`);
  await look("guide");
  await page.click("button[name=reader][value=child]");
  await page.waitForSelector("input[name=sign]");
  await look("guide-signs");
  await page.check("input[value=threats]");
  await page.check("input[value=asked_pictures]");
  await page.click("button[name=go]");
  await page.waitForSelector(".card.do");
  await look("guide-result");
  await page.click("form[action='/write'] button");
  await goTo(page, 0);
  await look("write-1");
  await page.check("input[name=safe][value=no]");
  await page.fill("[name=words]", "A placeholder for what somebody tells.");
  await press(page, "next");
  await goTo(page, 1);
  await look("write-2");
  await page.check("input[name=age][value=from_13_to_15]");
  await page.selectOption("[name=country]", "PH");
  await press(page, "next");
  await goTo(page, 2);
  await look("write-3");
  expect(await page.isChecked("input[name=forms][value=threats]"), "the guide's answer is not filled in");
  await page.check("input[name=again][value=yes]");
  await press(page, "next");
  await goTo(page, 3);
  await look("write-4");
  await page.fill("[name=accounts]", "placeholder.account");
  await press(page, "next");
  await goTo(page, 4);
  await look("write-5");
  await press(page, "next");
  await goTo(page, 5);
  await look("write-6");
  await press(page, "back");
  await goTo(page, 4);
  await press(page, "next");
  await goTo(page, 5);
  await press(page, "send");
  await page.waitForSelector("ol.code");
  await look("sent");
  const code = await page.locator("ol.code li").allInnerTexts();
  expect(code.length === 9, `a code of ${code.length} words`);
  await page.click("button[name=show][value=no]");
  await page.waitForSelector("button[name=show][value=yes]");
  expect((await page.locator("ol.code").count()) === 0, "the code is still shown");
  await page.click("button[name=show][value=yes]");
  await page.waitForSelector("ol.code");
  expect((await page.locator("ol.code li").allInnerTexts()).join(" ") === code.join(" "), "another code is shown the second time");
  await page.goto(`${base}/help`);
  await look("help");
  await page.goto(`${base}/help/INT`);
  await look("help-other");
  await page.goto(`${base}/read`);
  await look("read");
  await page.fill("#words", code.slice(0, 8).join(" "));
  await page.click("form[action='/read'] button");
  await page.waitForSelector("[role=alert]");
  await look("read-wrong");
  await page.fill("#words", ` ${code.join(",  ").toUpperCase()} `);
  await page.click("form[action='/read'] button");
  await page.waitForURL("**/letters*");
  await look("letters");
  await page.goto(`${base}/nowhere`);
  await look("not-found");
  return code;
}

for (const language of languages) {
  for (const script of [true, false]) {
    await check(`the whole way in ${language}, ${script ? "with" : "without"} a script`, async () => {
      const { context, page } = await open({ language, script });
      let cookies = 0;
      await walk(page, async (name) => {
        // axe needs a script of its own, so the pages without one are looked at in the other run.
        if (script) await sound(page, `${name} (${language})`);
        await fits(page);
        if (!["letters", "not-found"].includes(name)) cookies += (await context.cookies()).length;
        if (script) await picture(page, `${name}-${language}`);
        const [path] = page.url().replace(base, "").split("?");
        expect(["/", "/guide", "/write", "/code", "/help", "/help/INT", "/read", "/letters", "/nowhere"].includes(path), `${name}: the address says ${path}`);
      });
      expect(cookies === 0, "a cookie was set before a conversation was open");
      await context.close();
    });
  }
}

await check("languages are changed in the middle of the form, and nothing is lost", async () => {
  const { context, page } = await open();
  await page.goto(`${base}/write`);
  await page.click("button[value=saw]");
  await goTo(page, 0);
  await page.fill("[name=words]", "typed before the language was changed");
  await page.click("button[name=l][value=id]");
  await page.waitForSelector("html[lang=id]");
  expect((await page.inputValue("[name=words]")) === "typed before the language was changed", "the words are gone");
  await press(page, "next");
  await page.waitForSelector("html[lang=id]");
  await context.close();
});

// ---- the conversation -----------------------------------------------------------------------------------------------
async function report(page, words) {
  await page.goto(`${base}/write`);
  await page.click("button[value=saw]");
  await goTo(page, 0);
  await page.fill("[name=words]", words);
  await press(page, "send");
  await page.waitForSelector("ol.code");
  return page.locator("ol.code li").allInnerTexts();
}
async function enter(page, code) {
  await page.goto(`${base}/read`);
  await page.fill("#words", code.join(" "));
  await page.click("form[action='/read'] button");
  await page.waitForURL("**/letters*");
}

await check("report, code, message, new code, the old one opens nothing, delete", async () => {
  const { context, page } = await open();
  const code = await report(page, `placeholder ${Date.now()}`);
  await enter(page, code);
  await page.fill("#words", "Something I forgot (a placeholder).");
  await page.click("#say button");
  await page.waitForSelector(".said");
  await page.click("summary >> nth=1");
  await page.click("form[action='/letters/code'] button");
  await page.waitForSelector("ol.code");
  const fresh = await page.locator("ol.code li").allInnerTexts();
  await page.click("a.leave");
  await left(page);
  await page.goto(`${base}/letters`);
  expect(page.url().includes("/read"), "the conversation is still open after leaving");
  await page.fill("#words", code.join(" "));
  await page.click("form[action='/read'] button");
  await page.waitForSelector("[role=alert]");
  await enter(page, fresh);
  await page.click("summary >> nth=0");
  await page.click("form[action='/letters/delete'] button");
  await page.waitForSelector("input[name=sure]", { state: "attached" });
  await page.click("form[action='/letters/delete'] button");
  await page.waitForURL("**/read*");
  expect((await context.cookies()).length === 0, "a cookie is left after deleting");
  await page.fill("#words", fresh.join(" "));
  await page.click("form[action='/read'] button");
  await page.waitForSelector("[role=alert]");
  await context.close();
});

/** Opens, at the desk, the conversation in which somebody said this. */
async function conversationOf(page, said) {
  await page.goto(`${desk}/conversations`);
  for (const link of await page.locator("a.reference").evaluateAll((all) => all.map((one) => one.href))) {
    await page.goto(link);
    await page.click("a[href*='words=shown']");
    await page.waitForURL(/words=shown/);
    if ((await page.locator("main").innerText()).includes(said)) return;
  }
  throw new Error("the desk has no conversation with these words");
}

await check("guide, report, code, message, the centre's answer, reply, delete", async () => {
  const { context, page } = await open();
  const unique = `placeholder ${Date.now()}`;
  await page.goto(`${base}/`);
  await page.click("a.way[href*='/guide']");
  await page.click("button[value=carer]");
  await page.check("input[value=threats]");
  await page.click("button[value=result]");
  await page.click("form[action='/write'] button");
  await goTo(page, 0);
  await page.fill("[name=words]", unique);
  await press(page, "send");
  await page.waitForSelector("ol.code");
  await enter(page, await page.locator("ol.code li").allInnerTexts());
  await page.fill("#words", `Somebody asks: ${unique}`);
  await page.click("#say button");
  await page.waitForSelector(".said");

  const staff = await open({ size: { width: 1280, height: 900 } });
  await signIn(staff.page, desk, ANALYST);
  await staff.page.waitForSelector("form[action='/sign-out']", { state: "attached" });
  await conversationOf(staff.page, unique);
  await staff.page.fill("#answer-text", "Sample answer of the centre");
  await staff.page.click("#answer button:not([name=keep])");
  await staff.page.waitForURL(/done=answered/);

  await page.goto(`${base}/letters`);
  expect((await page.locator("main").innerText()).includes("Sample answer of the centre"), "the answer did not arrive");
  await page.fill("#words", `Sample reply ${unique}`);
  await page.click("#say button");
  await page.locator(".said", { hasText: `Sample reply ${unique}` }).waitFor();
  await staff.page.reload();
  expect((await staff.page.locator("main").innerText()).includes(`Sample reply ${unique}`), "the reply did not arrive");
  const conversation = staff.page.url();

  await page.goto(`${base}/letters`);
  await page.click("summary >> nth=0");
  await page.click("form[action='/letters/delete'] button");
  await page.waitForSelector("input[name=sure]", { state: "attached" });
  await page.click("form[action='/letters/delete'] button");
  await page.waitForURL("**/read*");
  // Another page first: the same address with a mark behind it would not be asked for again.
  await staff.page.goto(`${desk}/conversations`);
  await staff.page.goto(conversation);
  expect(!(await staff.page.locator("main").innerText()).includes(`Somebody asks: ${unique}`), "the desk still has the words of a conversation that was deleted");
  await staff.context.close();
  await context.close();
});

await check("sent twice is one report with the same code", async () => {
  const { context, page } = await open();
  const first = await report(page, `sent twice ${Date.now()}`);
  await page.reload();
  await page.waitForSelector("ol.code");
  expect((await page.locator("ol.code li").allInnerTexts()).join() === first.join(), "another code after sending again");
  await context.close();
});

await check("the line breaks while sending: the words stay, and go out when it is back", async () => {
  const { context, page } = await open();
  await page.goto(`${base}/write`);
  await page.click("button[value=me]");
  await goTo(page, 0);
  await page.fill("[name=words]", `over a bad line ${Date.now()}`);
  await context.setOffline(true);
  await page.locator("#write button[value=send]").click();
  await page.waitForFunction(() => /connection/.test(document.getElementById("line-said").textContent));
  expect((await page.inputValue("[name=words]")).startsWith("over a bad line"), "the words are gone");
  await context.setOffline(false);
  await press(page, "send");
  await page.waitForSelector("ol.code");
  expect((await page.evaluate(() => localStorage.length + sessionStorage.length)) === 0, "something is kept on the device");
  await context.close();
});

// ---- the safe exit --------------------------------------------------------------------------------------------------
for (const script of [true, false]) {
  await check(`the way out works on each page, ${script ? "with" : "without"} a script`, async () => {
    const { context, page } = await open({ script });
    for (const path of ["/", "/guide", "/help", "/write", "/read", "/nowhere"]) {
      await page.goto(`${base}${path}`);
      await page.click("a.leave");
      await left(page);
    }
    await page.goto(`${base}/write`);
    await page.click("button[value=me]");
    await page.waitForSelector("input[name=at]", { state: "attached" });
    await page.click("a.leave");
    await left(page);
    await context.close();
  });
}
await check("Shift three times leaves, and back does not lead here", async () => {
  const { context, page } = await open({ size: { width: 1280, height: 800 } });
  await page.goto("https://before.example/");
  await page.goto(`${base}/help`);
  for (let n = 0; n < 3; n += 1) await page.keyboard.press("Shift");
  await left(page);
  await page.goBack();
  expect(page.url().startsWith("https://before.example"), `back leads to ${page.url()}`);
  await context.close();
});

await check("with the keyboard alone a report is sent", async () => {
  const { context, page } = await open({ size: { width: 1280, height: 800 } });
  await page.goto(`${base}/write`);
  const tabTo = async (selector) => {
    for (let n = 0; n < 60; n += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate((s) => document.activeElement.matches(s), selector)) return;
    }
    throw new Error(`${selector} is not reached by Tab`);
  };
  await tabTo("button[value=saw]");
  await page.keyboard.press("Enter");
  await goTo(page, 0);
  await tabTo("textarea[name=words]");
  await page.keyboard.type(`typed by keyboard ${Date.now()}`);
  await tabTo("button[value=send]");
  await page.keyboard.press("Enter");
  await page.waitForSelector("ol.code");
  await context.close();
});

await check("a picture that is chosen goes as two numbers, never as a picture", async () => {
  const { context, page } = await open();
  const bodies = [];
  page.on("request", (request) => { if (request.method() === "POST") bodies.push(request.postData() ?? ""); });
  await page.goto(`${base}/write`);
  await page.click("button[value=saw]");
  for (let at = 0; at < 3; at += 1) {
    await goTo(page, at);
    await press(page, "next");
  }
  await goTo(page, 3);
  await page.waitForSelector("#picture", { state: "visible" });
  const png = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    canvas.width = 320;
    canvas.height = 240;
    const paint = canvas.getContext("2d");
    for (let x = 0; x < 320; x += 16) for (let y = 0; y < 240; y += 16) {
      paint.fillStyle = `hsl(${(x * 7 + y * 13) % 360} 80% ${20 + ((x * y) % 60)}%)`;
      paint.fillRect(x, y, 16, 16);
    }
    return canvas.toDataURL("image/png").split(",")[1];
  });
  await page.setInputFiles("#picture", { name: "placeholder.png", mimeType: "image/png", buffer: Buffer.from(png, "base64") });
  await page.waitForFunction(() => /pdq:[0-9a-f]{64}/.test(document.querySelector("[name=hashes]").value));
  const lines = (await page.inputValue("[name=hashes]")).trim().split("\n");
  expect(lines.length === 2 && /^sha256:[0-9a-f]{64}$/.test(lines[0]), lines.join(" | "));
  expect((await page.evaluate(() => document.getElementById("picture").value)) === "", "the file is still chosen");
  await press(page, "send");
  await page.waitForSelector("ol.code");
  const last = bodies.at(-1);
  expect(last.includes("hashes=sha256") && last.length < 3_000 && !last.includes("PNG"), "more than the numbers was sent");
  await context.close();
});

await check("from the guide to a sent report in under three minutes of reading and tapping", async () => {
  const { context, page } = await open();
  // 238 words a minute, the mean of adults who read English silently (Brysbaert 2019); a child of twelve reads some 180.
  // Three seconds for each tap, two letters a second for what is typed.
  let words = 0;
  const parts = [];
  const read = async () => {
    const count = await page.evaluate(() => document.querySelector("main").innerText.trim().split(/\s+/).length);
    parts.push(count);
    words += count;
  };
  const typed = "Somebody asks my friend for pictures. A placeholder.";
  await page.goto(`${base}/guide`);
  await read();
  await page.click("button[name=reader][value=other]");
  await page.waitForSelector("input[name=sign]");
  await read();
  await page.check("input[value=asked_pictures]");
  await page.click("button[name=go]");
  await page.waitForSelector(".card.do");
  await read();
  await page.click("form[action='/write'] button");
  await goTo(page, 0);
  await read();
  await page.fill("[name=words]", typed);
  await press(page, "send");
  await page.waitForSelector("ol.code");
  const takes = (rate) => Math.round((words / rate) * 60 + 5 * 3 + typed.length / 2);
  const seconds = takes(238);
  console.log(`      ${words} words on the way (${parts.join(" + ")}), 5 taps, ${typed.length} letters: ${seconds} s for an adult, ${takes(180)} s for a child`);
  expect(seconds < 180, `${seconds} seconds`);
  await context.close();
});

// ---- weight and time on a cheap phone -------------------------------------------------------------------------------
await check("every page weighs at most 30 kB and paints within 1.5 s on slow 3G with a processor four times slower", async () => {
  const { context, page } = await open();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  // Slow 3G as Chrome's tools set it: 400 kbit/s, 400 ms.
  await session.send("Network.emulateNetworkConditions", { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 });
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  let bytes = 0;
  // Counted for each page by itself: the page, its scripts, its picture.
  session.on("Network.requestWillBeSent", (event) => { if (event.type === "Document" && !event.redirectResponse) bytes = 0; });
  session.on("Network.loadingFinished", (event) => { bytes += event.encodedDataLength; });
  const rows = [];
  const began = Date.now();
  await walk(page, async (name) => {
    await page.waitForLoadState("load");
    const paint = await page.evaluate(() => new Promise((resolve) => {
      const ask = () => { const [entry] = performance.getEntriesByName("first-contentful-paint"); entry ? resolve(entry.startTime) : setTimeout(ask, 20); };
      ask();
    }));
    // Counted from the first byte that the browser asked for, as a person waits.
    rows.push({ name, bytes, paint: Math.round(paint) });
  });
  const seconds = Math.round((Date.now() - began) / 1000);
  for (const row of rows) console.log(`      ${row.name.padEnd(14)} ${String(row.bytes).padStart(6)} bytes   first paint ${row.paint} ms`);
  console.log(`      the whole way by machine, without reading: ${seconds} s`);
  const heavy = rows.filter((row) => row.bytes > MOST_BYTES);
  expect(heavy.length === 0, `too heavy: ${heavy.map((row) => `${row.name} ${row.bytes}`).join(", ")}`);
  const slow = rows.filter((row) => row.paint > FIRST_PAINT);
  expect(slow.length === 0, `too slow: ${slow.map((row) => `${row.name} ${row.paint} ms`).join(", ")}`);
  await context.close();
});

await finish();
