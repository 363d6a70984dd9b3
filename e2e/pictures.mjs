// Pictures made from a seed, the same on every machine, for the tests of hash.js. `pdq.json` holds what the reference
// implementation says of them. To make it anew: `node pictures.mjs FOLDER` writes them as PPM files; then, with the packages
// pdqhash 0.2.8, pillow and numpy from PyPI, for each file:
//   hash, quality = pdqhash.compute(numpy.asarray(PIL.Image.open(file)))
//   "%064x" % int("".join(str(bit) for bit in hash), 2)

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// Numbers from 0 up to `below`, from a seed (xorshift, 32 bits).
const dice = (seed) => {
  let x = seed * 2654435761 | 1;
  return (below) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % below;
  };
};
const clamp = (value) => Math.max(0, Math.min(255, Math.round(value)));

// Each kind gives a function of a place, which gives red, green and blue.
const KINDS = {
  gradient: (roll, width, height) => {
    const [a, b, c] = [roll(256), roll(256), roll(256)];
    return (x, y) => [a + ((255 - 2 * a) * x) / width, b + ((255 - 2 * b) * y) / height, c];
  },
  noise: (roll) => () => [roll(256), roll(256), roll(256)],
  // Circles and boxes over each other, with a little grain.
  shapes: (roll, width, height) => {
    const shapes = Array.from({ length: 24 }, () => ({
      x: roll(width), y: roll(height), r: 1 + roll(Math.ceil(width / 4)), s: 1 + roll(Math.ceil(height / 4)), round: roll(2),
      colour: [roll(256), roll(256), roll(256)],
    }));
    return (x, y) => {
      let colour = [90, 120, 150];
      for (const it of shapes) {
        const [u, v] = [(x - it.x) / it.r, (y - it.y) / it.s];
        if (it.round ? u * u + v * v < 1 : Math.abs(u) < 1 && Math.abs(v) < 1) colour = it.colour;
      }
      const grain = roll(17) - 8;
      return colour.map((value) => value + grain);
    };
  },
  // Hills of several sizes, as in a landscape: values on grids, smoothed between.
  hills: (roll, width, height) => {
    const grids = [3, 7, 17, 41, 97].map((size, at) => ({
      size, weight: 1 / (at + 1), values: Array.from({ length: 3 * (size + 1) * (size + 1) }, () => roll(256) - 128),
    }));
    const smooth = (t) => t * t * (3 - 2 * t);
    return (x, y) => [0, 1, 2].map((channel) => grids.reduce((sum, { size, weight, values }) => {
      const [u, v] = [(x * size) / width, (y * size) / height];
      const [i, j] = [Math.floor(u), Math.floor(v)];
      const [s, t] = [smooth(u - i), smooth(v - j)];
      const at = (a, b) => values[(b * (size + 1) + a) * 3 + (channel === 2 ? 1 : channel)];
      const top = at(i, j) * (1 - s) + at(i + 1, j) * s;
      return sum + weight * (top * (1 - t) + (at(i, j + 1) * (1 - s) + at(i + 1, j + 1) * s) * t);
    }, 128));
  },
  stripes: (roll, width) => {
    const [step, lean] = [Math.max(2, roll(Math.ceil(width / 6))), roll(5) - 2];
    return (x, y) => (Math.floor((x * 3 + y * lean) / step) % 2 === 0 ? [230, 210, 40] : [20, 40, 120]);
  },
  // Hardly anything to see.
  faint: (roll, width, height) => {
    const hills = KINDS.hills(roll, width, height);
    return (x, y) => hills(x, y).map((value) => 128 + (value - 128) / 9);
  },
};

/** The pictures: kind, width, height; the seed is the place in the list. */
export const LIST = [
  ["gradient", 64, 64], ["noise", 64, 64], ["hills", 64, 64], ["shapes", 5, 5], ["hills", 17, 130], ["shapes", 100, 37],
  ["hills", 128, 128], ["stripes", 129, 65], ["shapes", 200, 300], ["faint", 240, 320], ["gradient", 320, 240],
  ["hills", 320, 240], ["noise", 333, 222], ["shapes", 512, 512], ["hills", 640, 480], ["stripes", 640, 360],
  ["shapes", 1024, 768], ["hills", 1025, 700], ["faint", 1100, 800], ["hills", 1600, 1200], ["shapes", 2000, 500],
  ["hills", 300, 2000], ["stripes", 1920, 1080], ["shapes", 1920, 1080], ["hills", 2400, 1800], ["gradient", 1280, 960],
];

/** The name of a picture and its pixels, red, green, blue and 255 each. */
export function picture(at) {
  const [kind, width, height] = LIST[at];
  const colour = KINDS[kind](dice(at + 1), width, height);
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let y = 0, k = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, k += 4) {
      const [red, green, blue] = colour(x, y);
      rgba[k] = clamp(red);
      rgba[k + 1] = clamp(green);
      rgba[k + 2] = clamp(blue);
      rgba[k + 3] = 255;
    }
  }
  return { name: `${String(at).padStart(2, "0")}-${kind}-${width}x${height}`, width, height, rgba };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2];
  mkdirSync(folder, { recursive: true });
  for (const at of LIST.keys()) {
    const { name, width, height, rgba } = picture(at);
    writeFileSync(join(folder, `${name}.ppm`), Buffer.concat([Buffer.from(`P6 ${width} ${height} 255\n`), Buffer.from(rgba.filter((_, i) => i % 4 < 3))]));
  }
}
