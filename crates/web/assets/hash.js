// The report form works without this file. It has three duties on the visitor's device; nothing leaves but the form:
// 1. SHA-256 of a file that the visitor chooses: a copy of the file has the same hash.
// 2. PDQ of a picture: the same picture, smaller or saved again, has nearly the same hash (Meta's published algorithm).
//    Both go as lines into the field `hashes`; the file goes nowhere. Needs `img-src blob:` in the policy of the page.
// 3. Proof of work, asked for when the site is flooded: the smallest counter whose hash begins with enough zeros.
// For browsers as old as Android 5's: no modules, no async, none of the browser's cryptography (plain http lacks it). What is
// older does not parse this file, and shows the form as it is.
"use strict";

(() => {
  // SHA-256. Its constants are the first 32 bits behind the point of the square and cube roots of the first primes.
  const primes = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((p) => n % p > 0)) primes.push(n);
  const fraction = (x) => ((x % 1) * 4294967296) | 0;
  const START = Int32Array.from(primes.slice(0, 8), (p) => fraction(Math.sqrt(p)));
  const ROUND = Int32Array.from(primes, (p) => fraction(Math.cbrt(p)));
  const words = new Int32Array(64);

  const rotate = (x, n) => (x >>> n) | (x << (32 - n));
  const turn = (state, bytes, at) => {
    for (let i = 0; i < 16; i += 1, at += 4) {
      words[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
    }
    for (let i = 16; i < 64; i += 1) {
      const x = words[i - 15];
      const y = words[i - 2];
      words[i] = words[i - 16] + words[i - 7]
        + (rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3)) + (rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10));
    }
    // One by one: three times as fast as taking the list apart.
    let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (let i = 0; i < 64; i += 1) {
      const t = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[i] + words[i]) | 0;
      const u = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      h = g; g = f; f = e; e = (d + t) | 0;
      d = c; c = b; b = a; a = (t + u) | 0;
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
  };

  // Bytes piece by piece into `add`; `end` gives the eight words of the hash.
  const sha256 = () => {
    const state = START.slice();
    const block = new Uint8Array(64);
    let length = 0;
    const add = (bytes) => {
      let filled = length % 64;
      length += bytes.length;
      for (let at = 0; at < bytes.length;) {
        if (filled === 0 && at + 64 <= bytes.length) {
          turn(state, bytes, at);
          at += 64;
        } else {
          block[filled] = bytes[at];
          filled = (filled + 1) % 64;
          at += 1;
          if (filled === 0) turn(state, block, 0);
        }
      }
    };
    const end = () => {
      const tail = new Uint8Array(((119 - (length % 64)) % 64) + 9);
      tail[0] = 128;
      for (let i = 1, bits = length * 8; bits > 0; i += 1, bits = Math.floor(bits / 256)) tail[tail.length - i] = bits % 256;
      add(tail);
      return state;
    };
    return { add, end };
  };
  const hex = (state) => Array.from(state, (word) => ("0000000" + (word >>> 0).toString(16)).slice(-8)).join("");

  // PDQ. It rounds to 32 bits where the published program does: else a picture of mere stripes would hash differently.
  const round = Math.fround;

  // The mean of a window that slides along each line; at the ends only what there is of it.
  const slide = (from, to, lines, lineStep, length, step) => {
    const size = Math.ceil(length / 128);
    const after = size >> 1;
    const before = size - 1 - after;
    for (let line = 0; line < lines; line += 1) {
      const start = line * lineStep;
      let sum = 0;
      let count = 0;
      for (let i = -after; i < length; i += 1) {
        if (i + after < length) {
          sum = round(sum + from[start + (i + after) * step]);
          count += 1;
        }
        if (i > before) {
          sum = round(sum - from[start + (i - before - 1) * step]);
          count -= 1;
        }
        if (i >= 0) to[start + i * step] = sum / count;
      }
    }
  };

  // The first 16 waves (the constant one left out) over 64 samples.
  const WAVES = Float32Array.from({ length: 1024 }, (_, i) =>
    round(Math.sqrt(1 / 32)) * Math.cos((Math.PI / 128) * ((i >> 6) + 1) * (2 * (i % 64) + 1)));

  // The hash of pixels as a canvas gives them, and how much there is to see in the picture, 0 to 100.
  const pdq = (rgba, width, height) => {
    if (width < 5 || height < 5) return { hash: "0".repeat(64), quality: 0 };
    const grey = new Float32Array(width * height);
    const other = new Float32Array(width * height);
    for (let i = 0, j = 0; i < grey.length; i += 1, j += 4) grey[i] = 0.299 * rgba[j] + 0.587 * rgba[j + 1] + 0.114 * rgba[j + 2];
    // What has the size already is taken as it is.
    for (let pass = 0; pass < 2 && (width !== 64 || height !== 64); pass += 1) {
      slide(grey, other, height, width, width, 1);
      slide(other, grey, width, 1, height, width);
    }
    const small = Float32Array.from({ length: 4096 }, (_, i) =>
      grey[Math.floor((((i >> 6) + 0.5) * height) / 64) * width + Math.floor((((i % 64) + 0.5) * width) / 64)]);

    // Only steps of brightness that the eye would see are counted.
    const step = (i, k) => Math.floor(round(round(round(Math.abs(small[i] - small[k])) * 100) / 255));
    let steps = 0;
    for (let i = 0; i < 4096; i += 1) {
      if (i % 64 < 63) steps += step(i, i + 1);
      if (i < 4032) steps += step(i, i + 64);
    }

    const dot = (wave, values, at, stride) => {
      let sum = 0;
      for (let k = 0; k < 64; k += 1) sum = round(sum + round(WAVES[wave * 64 + k] * values[at + k * stride]));
      return sum;
    };
    const half = Float32Array.from({ length: 1024 }, (_, i) => dot(i >> 6, small, i % 64, 64));
    const waves = Float32Array.from({ length: 256 }, (_, i) => dot(i % 16, half, (i >> 4) * 64, 1));
    const middle = waves.slice().sort()[127];
    let hash = "";
    for (let i = 255; i > 0; i -= 4) {
      let digit = 0;
      for (let k = 0; k < 4; k += 1) digit = digit * 2 + (waves[i - k] > middle ? 1 : 0);
      hash += digit.toString(16);
    }
    return { hash, quality: Math.min(100, Math.floor(steps / 90)) };
  };

  // Whether SHA-256 of `nonce:counter` begins with so many zero bits.
  const proves = (nonce, counter, bits) => {
    const text = nonce + ":" + counter;
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
    const hash = sha256();
    hash.add(bytes);
    const state = hash.end();
    let zeros = 0;
    for (let i = 0; i < 8 && zeros === i * 32; i += 1) zeros += Math.clz32(state[i]);
    return zeros >= bits;
  };

  // Looks for at most 25 ms at a time, so that the page answers to the finger.
  const work = (nonce, bits, found) => {
    let counter = 0;
    const look = () => {
      const until = Date.now() + 25;
      do {
        for (let i = 0; i < 32; i += 1, counter += 1) if (proves(nonce, counter, bits)) return found(counter);
      } while (Date.now() < until);
      setTimeout(look, 5);
    };
    look();
  };

  if (typeof module !== "undefined") module.exports = { sha256, hex, pdq, proves, work };
  if (typeof document === "undefined") return;

  const read = (blob) => new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(new Uint8Array(reader.result));
    reader.onerror = fail;
    reader.readAsArrayBuffer(blob);
  });
  const PIECE = 1 << 19;
  const shaOf = (file) => {
    const hash = sha256();
    const next = (at) => (at < file.size
      ? read(file.slice(at, at + PIECE)).then((bytes) => { hash.add(bytes); return next(at + PIECE); })
      : hex(hash.end()));
    return Promise.resolve(0).then(next);
  };

  // Upright, and at most 1024 pixels wide and 1024 high (PDQ does not mind another shape): a cheap phone has little memory.
  const pdqOf = (file) => new Promise((done, fail) => {
    const image = new Image();
    image.onload = () => done(image);
    image.onerror = fail;
    image.src = URL.createObjectURL(file);
  }).then((image) => {
    const canvas = document.createElement("canvas");
    const width = canvas.width = Math.min(image.naturalWidth, 1024) || 1;
    const height = canvas.height = Math.min(image.naturalHeight, 1024) || 1;
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    const pixels = () => pen.getImageData(0, 0, width, height).data;
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, width, height);
    // Some browsers make pixels up, against tracking: better no hash than a wrong one.
    if (pixels().some((value) => value < 255)) throw new Error("made-up pixels");
    pen.imageSmoothingQuality = "high";
    pen.drawImage(image, 0, 0, width, height);
    URL.revokeObjectURL(image.src);
    return pdq(pixels(), width, height);
  });

  const area = document.querySelector("[data-hash]");
  const form = document.querySelector("form[data-work]");
  if (area !== null) {
    const input = area.querySelector("input");
    const said = area.querySelector("[data-hash-said]");
    const field = area.closest("form").querySelector("textarea[name=hashes]");
    const add = (line) => {
      const lines = field.value.split("\n").filter((other) => other.trim() !== "");
      if (lines.indexOf(line) < 0) field.value = lines.concat(line, "").join("\n");
    };
    const take = (file) => {
      const say = (name) => () => { said.textContent = said.getAttribute("data-" + name); };
      say("working")();
      return shaOf(file).then((hash) => {
        add("sha256:" + hash);
        // What the browser cannot show has a SHA-256 all the same.
        return /^image/.test(file.type) && pdqOf(file).then((seen) => seen.quality < 50 || add("pdq:" + seen.hash), () => {});
      }).then(say("done"), say("failed"));
    };
    let last = Promise.resolve();
    input.addEventListener("change", () => {
      const file = input.files[0];
      if (!file) return;
      // Emptied at once, so that the file itself can never be sent.
      input.value = "";
      last = last.then(() => take(file));
    });
    area.hidden = false;
    // The whole question is of use only now.
    const question = area.closest("[data-script]");
    if (question) question.hidden = false;
  }
  if (form !== null) {
    work(form.getAttribute("data-work"), Number(form.getAttribute("data-work-bits")), (counter) => {
      const answer = form.querySelector("input[name=work]") || form.appendChild(document.createElement("input"));
      answer.type = "hidden";
      answer.name = "work";
      answer.value = counter;
    });
  }
})();
