// People and agencies in a real browser: an invitation, a passkey (the browser's virtual authenticator), the way without
// scripts, an agency's own directory, accessibility of the pages. Needs a desk that runs at http://localhost (a passkey
// belongs to a name, and an address of numbers has none), and from the environment:
//   BASE_URL                                  the desk, as http://localhost:8080
//   ADMIN_NAME, ADMIN_PASSWORD, ADMIN_SECRET  an administrator's sign-in (as `tanglaw demo` prints it)
//   SCREENSHOTS     folder for pictures (optional); CHROMIUM the browser; ONLY=en,fil a shorter run
// The directory is `oidc-provider` (npm); where it is not installed that part is skipped and says so.
// Prints each step and `N passed, N failed`; exit code 1 where something failed.

import { PHONE, WIDE, address, check, choosePassword, deskWindow, expect, finish, languages as asked, listen, picture, settings, signIn as signInAt, sound, text, useCode as useCodeAt, visit } from "./frame.mjs";

const [BASE_URL] = settings("BASE_URL");
const ADMIN = settings("ADMIN_NAME", "ADMIN_PASSWORD", "ADMIN_SECRET");
const base = address(BASE_URL);
// Names of this run, so that it can be run again on the same desk.
const run = Date.now().toString(36);
// The directory's own pages are elsewhere, and what they complain of is not ours.
const hears = (url) => url.startsWith(base);
const open = (options) => listen([base], /status of (403|404|422)/, deskWindow(options), { mayLeave: () => true, hears });

/** An authenticator in the browser: a platform's, with the person verified. */
async function authenticator(page) {
  const client = await page.context().newCDPSession(page);
  await client.send("WebAuthn.enable");
  const { authenticatorId } = await client.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  return { client, authenticatorId };
}

const signIn = (page, name, password, secret) => signInAt(page, base, [name, password, secret]);

async function invite(page, name, role, agency) {
  await page.goto(`${base}/accounts`);
  await page.fill("#invite #name", name);
  await page.selectOption("#role", role);
  if (agency) await page.selectOption("#agency", { label: agency });
  await page.click("#invite button");
  return (await page.locator("code.large").textContent()).trim();
}

const useCode = (page, code) => useCodeAt(page, base, code);

let provider;
const admin = await open();
await signIn(admin.page, ...ADMIN);

// A passkey, from the invitation on.
const nena = `nena-${run}`;
const code = await invite(admin.page, nena, "investigator");
const phone = await open();
const { client, authenticatorId } = await authenticator(phone.page);
await check("an invitation is used with a passkey", async () => {
  await useCode(phone.page, code);
  await phone.page.fill("#passkey-label", "Sample phone");
  await phone.page.click("form[data-passkey=make] button");
  await phone.page.waitForURL(`${base}/desk`);
  const { credentials } = await client.send("WebAuthn.getCredentials", { authenticatorId });
  expect(credentials.length === 1 && credentials[0].isResidentCredential, "no passkey on the device");
  expect(!Buffer.from(credentials[0].userHandle, "base64").toString("latin1").includes("nena"), "the device knows a name");
});
await check("the passkey signs in, without a name", async () => {
  await phone.page.click(".who button");
  await phone.page.waitForURL("**/sign-in?signed-out=1");
  await phone.page.click("form[data-passkey=use] button");
  await phone.page.waitForURL(`${base}/desk`);
  expect((await phone.page.locator(".who strong").textContent()) === nena, "somebody else is signed in");
});
await check("settings list the passkey and the session; a second is added and one taken away", async () => {
  await phone.page.goto(`${base}/settings`);
  expect((await phone.page.locator("#passkeys li").count()) === 1, "not one passkey");
  expect((await phone.page.locator("#passkeys").textContent()).includes("Sample phone"), "no name");
  const other = await client.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "usb", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  await phone.page.fill("#passkey-label", "Sample key");
  await phone.page.click("form[data-passkey=make] button");
  await phone.page.waitForURL(/done=passkey/);
  expect((await phone.page.locator("#passkeys li").count()) === 2, "not two passkeys");
  await client.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId: other.authenticatorId });
  await phone.page.locator("#passkeys li", { hasText: "Sample key" }).locator("button").click();
  await phone.page.waitForURL(/done=removed/);
  expect((await phone.page.locator("#passkeys li").count()) === 1, "it is still there");
});
await check("whom the device does not know is not let in", async () => {
  await phone.page.click(".who button");
  await client.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await phone.page.goto(`${base}/sign-in`);
  await phone.page.click("form[data-passkey=use] button");
  await phone.page.locator("[data-failed]").waitFor({ state: "visible" });
  expect(phone.page.url().includes("/sign-in"), "signed in");
  await client.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
});
await check("off-boarding ends the passkey", async () => {
  await admin.page.goto(`${base}/accounts`);
  await admin.page.click(`a:text-is("${nena}")`);
  await admin.page.click("#offboard button");
  await admin.page.click("#offboard button");
  await phone.page.goto(`${base}/sign-in`);
  await phone.page.click("form[data-passkey=use] button");
  await phone.page.locator(".message.bad:visible").first().waitFor();
  expect(phone.page.url().includes("/sign-in"), "signed in");
});
await phone.context.close();

// Pages of other roles are looked at with their sessions.
const states = {};
// The same without scripts: password and authenticator app.
await check("without scripts: an invitation is used with a password, and opens the desk again", async () => {
  const ben = `ben-${run}`;
  const code = await invite(admin.page, ben, "analyst");
  const plain = await open({ script: false });
  await useCode(plain.page, code);
  expect(!(await plain.page.locator("form[data-passkey]").isVisible()), "what needs a script is offered");
  const secret = await choosePassword(plain.page, "sample password of ours");
  await plain.page.click(".who button");
  await signIn(plain.page, ben, "sample password of ours", secret);
  await plain.page.goto(`${base}/settings`);
  expect((await plain.page.locator("#sessions tbody tr").count()) >= 1, "no session");
  // What a record is asked for past one's role, as it looks to whoever asks: at both widths, here, while the role is one that may.
  // (With scripts: what looks for faults of accessibility is one.)
  for (const size of [WIDE, PHONE]) {
    const { context, page } = await open({ size, state: await plain.context.storageState() });
    await page.goto(`${base}/overrides`);
    await sound(page, `overrides, ${size.width} px`);
    await picture(page, `overrides-${size.width}`);
    await context.close();
  }
  // Another role, with a reason: the session is over at once.
  await admin.page.goto(`${base}/accounts`);
  await admin.page.click(`a:text-is("${ben}")`);
  await admin.page.selectOption("#move-role", "auditor");
  await admin.page.fill("#move-reason", "Sample reason");
  await sound(admin.page, "account");
  await admin.page.click("#move button:not([name=keep])");
  await admin.page.locator("#moves").waitFor();
  await plain.page.goto(`${base}/settings`);
  expect(plain.page.url().includes("/sign-in"), "the session goes on");
  await signIn(plain.page, ben, "sample password of ours", secret);
  expect((await plain.page.locator(".who").textContent()).includes("Auditor"), "the role is the old one");
  states.auditor = await plain.context.storageState();
  await plain.context.close();
});

// An agency's own directory.
let Provider;
try {
  ({ default: Provider } = await import("oidc-provider"));
} catch {
  console.log("skipped: an agency's directory (oidc-provider is not installed)");
}
if (Provider) {
  const redirect = `${base}/sign-in/directory`;
  const issuer = await new Promise((done) => {
    // Its own login pages take any name: each name is a subject.
    const make = (port) => new Provider(`http://localhost:${port}`, {
      clients: [{ client_id: "tanglaw", client_secret: "a sample secret", redirect_uris: [redirect] }],
      pkce: { required: () => true },
    });
    import("node:http").then(({ createServer }) => {
      let answer;
      provider = createServer((request, response) => answer(request, response));
      provider.listen(0, "localhost", () => {
        const { port } = provider.address();
        answer = make(port).callback();
        done(`http://localhost:${port}`);
      });
    });
  });
  const agency = `Sample agency ${run}`;
  await check("an agency gets a directory, after it answered", async () => {
    await admin.page.goto(`${base}/agencies`);
    await admin.page.fill("#name", agency);
    await admin.page.selectOption("#kind", "police");
    await admin.page.click("#add button");
    await admin.page.click(`a:text-is("${agency}")`);
    await admin.page.fill("#issuer", "http://localhost:9");
    await admin.page.fill("#client-id", "tanglaw");
    await admin.page.fill("#client-secret", "a sample secret");
    await admin.page.click("#directory button");
    expect(await admin.page.locator("#directory .message.bad").isVisible(), "one that does not answer was taken");
    await admin.page.fill("#issuer", issuer);
    await admin.page.fill("#client-id", "tanglaw");
    await admin.page.fill("#client-secret", "a sample secret");
    await admin.page.click("#directory button");
    await admin.page.waitForURL(/done=directory/);
  });
  /** Through the pages of the directory. */
  const through = async (page, login) => {
    await page.waitForURL(`${issuer}/interaction/**`);
    await page.fill("input[name=login]", login);
    await page.fill("input[name=password]", "whatever");
    await page.click("button[type=submit]");
    await page.waitForURL(`${issuer}/interaction/**`);
    await page.click("button[type=submit]");
  };
  const omar = `omar-${run}`;
  await check("an invitation ties somebody to who they are in the directory", async () => {
    const code = await invite(admin.page, omar, "investigator", agency);
    const { context, page } = await open();
    await useCode(page, code);
    await page.click("#directory button");
    await through(page, "subject-of-omar");
    await page.waitForURL(`${base}/desk`);
    expect((await page.locator(".who strong").textContent()) === omar, "somebody else is signed in");
    await context.close();
  });
  const link = `a:has-text("${agency}")`;
  await check("the directory signs in whom it knows", async () => {
    const { context, page } = await open();
    await page.goto(`${base}/sign-in`);
    await page.click(link);
    await through(page, "subject-of-omar");
    await page.waitForURL(`${base}/desk`);
    expect((await page.locator(".who strong").textContent()) === omar, "somebody else is signed in");
    await context.close();
  });
  await check("whom no invitation tied is not let in, whatever the directory says of them", async () => {
    const { context, page } = await open();
    await page.goto(`${base}/sign-in`);
    await page.click(link);
    await through(page, omar);
    await page.waitForURL(/problem=directory/);
    await context.close();
  });
  await check("an answer of the directory is good in the browser that asked, and once", async () => {
    const { context, page } = await open();
    let answer;
    page.on("request", (request) => { if (request.url().startsWith(redirect)) answer = request.url(); });
    await page.goto(`${base}/sign-in`);
    await page.click(link);
    await through(page, "subject-of-omar");
    await page.waitForURL(`${base}/desk`);
    await page.goto(answer);
    await page.waitForURL(/problem=directory/);
    const other = await open();
    await other.page.goto(answer);
    await other.page.waitForURL(/problem=directory/);
    await other.context.close();
    await context.close();
  });
  await check("a removed agency's people are out, and its directory is gone", async () => {
    const { context, page } = await open();
    await page.goto(`${base}/sign-in`);
    await page.click(link);
    await through(page, "subject-of-omar");
    await page.waitForURL(`${base}/desk`);
    await admin.page.goto(`${base}/agencies`);
    await admin.page.click(`a:text-is("${agency}")`);
    await admin.page.click("#close button");
    await admin.page.click("#close button");
    await admin.page.waitForURL(/done=closed/);
    await page.goto(`${base}/settings`);
    expect(page.url().endsWith("/sign-in"), "still in");
    expect((await page.locator(link).count()) === 0, "still offered");
    await context.close();
  });
}

// How the pages look.
const state = await admin.context.storageState();
const pages = [
  ["audit", "/audit", states.auditor], ["settings", "/settings"], ["accounts", "/accounts"], ["agencies", "/agencies"], ["invitation", "/invitation"], ["sign-in", "/sign-in"],
];
await admin.page.goto(`${base}/accounts`);
pages.push(["account", await admin.page.locator("table a[href^='/accounts/']").first().getAttribute("href")]);
await admin.page.goto(`${base}/agencies`);
pages.push(["agency", await admin.page.locator("table a[href^='/agencies/']").first().getAttribute("href")]);
for (const language of asked) {
  for (const [scheme, size] of [["light", WIDE], ["dark", PHONE]]) {
    for (const [name, path, own] of pages) {
      const { context, page } = await open({ language, scheme, size, state: own ?? state });
      await check(`${name}, ${language}, ${scheme}, ${size.width} px`, async () => {
        await visit(page, `${base}${path}`);
        await sound(page);
        if (language === "en") await picture(page, `${name}-${size.width}`);
      });
      await context.close();
    }
  }
}
provider?.close();
await finish();
