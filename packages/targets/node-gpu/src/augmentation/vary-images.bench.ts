/**
 * What each disturbance costs beside the warp, with every image disturbed:
 *
 *     npx jiti packages/targets/node-gpu/src/augmentation/vary-images.bench.ts [--turns 15]
 *
 * In processor time, all taking turns in one process: trust the ratios.
 */
import { parseArgs } from "node:util";
import { Random } from "@multibatch/core";
import { benchmarkSize, median, noise } from "../noise-step.bench.support.js";
import { augmentationSchema } from "./augmentation-options.js";
import { drawVariations } from "./draw-variations.js";
import { varyImages } from "./vary-images.js";

const { values: flags } = parseArgs({ options: { turns: { type: "string", default: "15" } } });
const count = 128;
const pixels = Uint8Array.from(noise(count, 0, 256));
const saturation = 0.3;
const blur = { probability: 1 };
const erase = { probability: 1 };
const cases = Object.entries({
  "warp alone": {},
  saturation: { saturation },
  blur: { blur },
  erase: { erase },
  "all three": { saturation, blur, erase },
}).map(([name, given]) => {
  const options = augmentationSchema.parse(given);
  const variations = drawVariations(count, benchmarkSize, options, new Random(1));
  return { name, variations, milliseconds: [] as number[] };
});

for (let turn = -2; turn < Number(flags.turns); turn++) {
  for (const { variations, milliseconds } of cases) {
    const started = process.cpuUsage();
    varyImages(pixels, benchmarkSize, variations);
    const { user } = process.cpuUsage(started);
    // The first turns compile.
    if (turn >= 0) milliseconds.push(user / 1000 / count);
  }
}
const [warp] = cases.map(({ milliseconds }) => median(milliseconds));
for (const { name, milliseconds } of cases) {
  const each = median(milliseconds);
  console.log(`${name}: ${each.toFixed(3)} ms an image (${(each / warp).toFixed(2)})`);
}
