// One-time codes (RFC 6238: SHA-1, 30 seconds, six digits) from node's own cryptography.

import { createHmac } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function decode(base32) {
  let bits = "";
  for (const letter of base32.replace(/[=\s]/g, "").toUpperCase()) {
    bits += ALPHABET.indexOf(letter).toString(2).padStart(5, "0");
  }
  return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}

/** The code of a time step. */
export function codeAt(secret, step) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", decode(secret)).update(counter).digest();
  const at = digest[digest.length - 1] & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

const used = new Map();

/** A code that this program has not used: the desk takes each step of a user once, and one step ahead of the clock too. */
export async function nextCode(secret) {
  const now = () => Math.floor(Date.now() / 30_000);
  const step = Math.max(now(), (used.get(secret) ?? 0) + 1);
  while (step > now() + 1) await new Promise((done) => setTimeout(done, 500));
  used.set(secret, step);
  return codeAt(secret, step);
}
