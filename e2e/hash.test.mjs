// The script of the report form, crates/web/assets/hash.js: its functions in Node.js, then the whole of it in a real browser.
// `node --test hash.test.mjs` in this folder. CHROMIUM is the path of the browser (default /usr/bin/chromium).

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { LIST, picture } from "./pictures.mjs";

const SCRIPT = fileURLToPath(new URL("../crates/web/assets/hash.js", import.meta.url));
const { sha256, hex, pdq, proves, work } = createRequire(import.meta.url)(SCRIPT);
const expected = JSON.parse(readFileSync(new URL("pdq.json", import.meta.url), "utf8"));

const pictures = Array.from(LIST.keys(), picture);

const theirs = (bytes) => createHash("sha256").update(bytes).digest("hex");
const ours = (...pieces) => {
  const hash = sha256();
  for (const piece of pieces) hash.add(piece);
  return hex(hash.end());
};
const distance = (a, b) => [...a].reduce((sum, digit, at) => {
  const differ = Number.parseInt(digit, 16) ^ Number.parseInt(b[at], 16);
  return sum + [1, 2, 4, 8].filter((bit) => differ & bit).length;
}, 0);
// Enough for any test here, and found at once.
const BITS = 10;
const counterOf = (nonce) => {
  for (let counter = 0; ; counter += 1) {
    if (BigInt(`0x${theirs(`${nonce}:${counter}`)}`) >> BigInt(256 - BITS) === 0n) return counter;
  }
};

test("SHA-256 at the edges of blocks", () => {
  for (let length = 0; length <= 200; length += 1) {
    const bytes = randomBytes(length);
    assert.equal(ours(bytes), theirs(bytes), `${length} bytes`);
  }
});

test("SHA-256 of pieces of any length", () => {
  for (let round = 0; round < 50; round += 1) {
    const pieces = Array.from({ length: 8 }, () => randomBytes(Math.floor(Math.random() * 300)));
    assert.equal(ours(...pieces), theirs(Buffer.concat(pieces)), pieces.map((piece) => piece.length).join(" "));
  }
});

test("SHA-256 of more bits than 32 bits count", () => {
  const piece = new Uint8Array(1 << 24);
  const [hash, reference] = [sha256(), createHash("sha256")];
  for (let at = 0; at < 33; at += 1) {
    hash.add(piece);
    reference.update(piece);
  }
  assert.equal(hex(hash.end()), reference.digest("hex"));
});

test("PDQ as the reference has it, bit for bit", () => {
  for (const { name, width, height, rgba } of pictures) {
    const { hash, quality } = pdq(rgba, width, height);
    assert.deepEqual({ pdq: hash, quality }, expected[name], name);
  }
});

test("PDQ of a picture too small for it", () => {
  assert.deepEqual(pdq(new Uint8ClampedArray(4 * 4 * 9), 4, 9), { hash: "0".repeat(64), quality: 0 });
});

test("Proof of work: zeros are counted past the first word", () => {
  const counter = counterOf("nonce");
  const zeros = 256 - BigInt(`0x${theirs(`nonce:${counter}`)}`).toString(2).length;
  assert.equal(proves("nonce", counter, zeros), true);
  assert.equal(proves("nonce", counter, zeros + 1), false);
  assert.equal(proves("nonce", counter, 40), false);
});

test("Proof of work: the smallest counter", async () => {
  for (const nonce of ["", "a", "x".repeat(64), randomBytes(24).toString("base64url")]) {
    assert.equal(await new Promise((found) => work(nonce, BITS, found)), counterOf(nonce));
  }
});

// An uncompressed file of the picture: browsers read it exactly.
function bitmap({ width, height, rgba }) {
  const row = Math.ceil((width * 3) / 4) * 4;
  const file = Buffer.alloc(54 + row * height);
  file.write("BM");
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(-height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let y = 0, k = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, k += 4) {
      for (let part = 0; part < 3; part += 1) file[54 + y * row + x * 3 + part] = rgba[k + 2 - part];
    }
  }
  return file;
}

const browserPath = process.env.CHROMIUM ?? "/usr/bin/chromium";
describe("in a browser", { skip: existsSync(browserPath) ? false : "no Chromium" }, () => {
  // What the site allows, and pictures that the page itself holds.
  const POLICY = "default-src 'none'; script-src 'self'; img-src 'self' blob:; form-action 'self'; base-uri 'none'";
  const PAGE = `<!doctype html><html lang="en"><title>Form</title><script src="/hash.js" defer></script>
    <form method="post" data-work="nonce" data-work-bits="${BITS}"><textarea name="hashes">one's own line</textarea>
    <div data-hash hidden><label for="picture">Picture</label><input type="file" id="picture" accept="image/*,video/*">
    <p data-hash-said role="status" data-working="working" data-done="done" data-failed="failed"></p></div></form></html>`;
  let server;
  let browser;
  let page;
  before(async () => {
    const { chromium } = await import("playwright-core");
    server = createServer((request, response) => {
      response.setHeader("content-security-policy", POLICY);
      response.setHeader("content-type", request.url === "/hash.js" ? "text/javascript" : "text/html; charset=utf-8");
      response.end(request.url === "/hash.js" ? readFileSync(SCRIPT) : PAGE);
    });
    await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
    browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
    page = await browser.newPage();
  });
  after(async () => {
    await browser?.close();
    server?.close();
  });

  const open = () => page.goto(`http://127.0.0.1:${server.address().port}/`);
  const choose = async (name, mimeType, buffer, outcome = "done") => {
    await page.setInputFiles("#picture", { name, mimeType, buffer });
    await page.locator("[data-hash-said]", { hasText: outcome }).waitFor();
    return (await page.inputValue("textarea")).split("\n").slice(1);
  };

  test("a picture gives two lines, the file stays out of the form", async () => {
    await open();
    const file = bitmap(pictures[11]);
    const { pdq: hash } = expected["11-hills-320x240"];
    const lines = [`sha256:${theirs(file)}`, `pdq:${hash}`, ""];
    assert.deepEqual(await choose("a.bmp", "image/bmp", file), lines);
    const sent = await page.evaluate(() => Array.from(new FormData(document.forms[0]), ([name, value]) => [name, typeof value]));
    assert.deepEqual(sent, [["hashes", "string"], ["work", "string"]]);
    assert.equal(await page.inputValue("#picture"), "");
    assert.deepEqual(await choose("again.bmp", "image/bmp", file), lines);
  });

  test("PDQ stays within 10 bits when the picture is drawn smaller first", async (t) => {
    for (const made of pictures) {
      const { pdq: hash, quality } = expected[made.name];
      await open();
      const lines = await choose("a.bmp", "image/bmp", bitmap(made));
      assert.equal(lines.length, quality < 50 ? 2 : 3, made.name);
      if (quality < 50) continue;
      const bits = distance(lines[1].slice(4), hash);
      if (bits > 0) t.diagnostic(`${made.name}: ${bits} bits`);
      assert.ok(bits <= (Math.max(made.width, made.height) > 1024 ? 10 : 0), `${made.name}: ${bits} bits`);
    }
  });

  test("what is no picture has SHA-256 alone", async () => {
    await open();
    const file = randomBytes(3_000_001);
    assert.deepEqual(await choose("a.mp4", "video/mp4", file), [`sha256:${theirs(file)}`, ""]);
    assert.deepEqual(await choose("b.png", "image/png", Buffer.from("no picture")), [`sha256:${theirs(file)}`, `sha256:${theirs("no picture")}`, ""]);
  });

  test("pixels that the browser makes up give no PDQ", async () => {
    await open();
    await page.evaluate(() => {
      const get = CanvasRenderingContext2D.prototype.getImageData;
      CanvasRenderingContext2D.prototype.getImageData = function (...where) {
        const image = get.apply(this, where);
        image.data.forEach((_, at) => { image.data[at] = Math.random() * 256; });
        return image;
      };
    });
    assert.equal((await choose("a.bmp", "image/bmp", bitmap(pictures[11]))).length, 2);
  });

  test("a file that cannot be read", async () => {
    await open();
    await page.evaluate(() => { FileReader.prototype.readAsArrayBuffer = function () { this.onerror(); }; });
    assert.deepEqual(await choose("a.bmp", "image/bmp", Buffer.from("gone"), "failed"), []);
  });

  test("proof of work goes into the form", async () => {
    await open();
    await page.locator("input[name=work]").waitFor({ state: "attached" });
    assert.equal(await page.inputValue("input[name=work]"), String(counterOf("nonce")));
  });
});
