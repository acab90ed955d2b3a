/**
 * What augmentation costs beside a step, on the main thread and in a thread of its own:
 *
 *     npx jiti packages/targets/node-gpu/src/augmentation/augmenter.bench.ts [--turns 7]
 *
 * Both take turns in one process: trust the ratio. Processor time counts all threads.
 */
import { parseArgs } from "node:util";
import { Random } from "@multibatch/core";
import { engineByName } from "../engine/choose-engine.js";
import { benchmarkSize, createStep, median, noise } from "../noise-step.bench.support.js";
import { augmentationSchema } from "./augmentation-options.js";
import { Augmenter } from "./augmenter.js";
import { drawVariations } from "./draw-variations.js";
import { varyImages } from "./vary-images.js";

const { values: flags } = parseArgs({ options: { turns: { type: "string", default: "7" } } });
const count = 256;
const options = augmentationSchema.parse({});
await (await engineByName("onnx")).start();
const step = await createStep("standard");
const pixels = Uint8Array.from(noise(count, 0, 256));
const augmenter = new Augmenter(benchmarkSize, options);
const processor = { augmentation: [] as number[], step: [] as number[] };
const wall = { onTheSpot: [] as number[], ahead: [] as number[] };

let ahead = augmenter.augment(pixels, new Random(0));
for (let turn = -1; turn < Number(flags.turns); turn++) {
  const { cpuUsage } = process;
  const before = cpuUsage();
  const started = performance.now();
  const variations = drawVariations(count, benchmarkSize, options, new Random(turn + 1));
  const images = varyImages(pixels, benchmarkSize, variations);
  const augmented = cpuUsage(before);
  await step(images);
  const whole = cpuUsage(before);
  const onTheSpot = performance.now() - started;

  const restarted = performance.now();
  const made = await ahead;
  ahead = augmenter.augment(pixels, new Random(turn + 1));
  await step(made);
  // The first turn compiles.
  if (turn < 0) continue;
  wall.onTheSpot.push(onTheSpot);
  wall.ahead.push(performance.now() - restarted);
  const milliseconds = (usage: NodeJS.CpuUsage) => (usage.user + usage.system) / 1000;
  processor.augmentation.push(milliseconds(augmented));
  processor.step.push(milliseconds(whole) - milliseconds(augmented));
}
await augmenter.dispose();

const [augmentation, rest] = [median(processor.augmentation), median(processor.step)];
console.log(
  `processor time: augmentation ${augmentation.toFixed(0)} ms, step ${rest.toFixed(0)} ms (${((100 * augmentation) / (augmentation + rest)).toFixed(1)} %)`,
);
const [spot, threaded] = [median(wall.onTheSpot), median(wall.ahead)];
console.log(
  `step with augmentation: on the main thread ${spot.toFixed(0)} ms, in its own ${threaded.toFixed(0)} ms (${(threaded / spot).toFixed(3)})`,
);
process.exit();
