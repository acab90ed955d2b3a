/**
 * Memory and speed of a step in one piece and in chunks:
 *
 *     npx jiti packages/targets/node-gpu/src/step/micro-batch.bench.ts [--turns 5] [--preset standard]
 *
 * Peak memory is that of a process which does nothing but three steps. Speed is measured in one
 * process, in turns, so that other work on the machine slows all alike: trust the ratios.
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { engineByName } from "../engine/choose-engine.js";
import { createStep, median, noise } from "../noise-step.bench.support.js";

/** A batch, and the images of it that are computed at a time. */
interface Setting {
  readonly batch: number;
  readonly microBatch?: number;
}

const settings: readonly Setting[] = [
  { batch: 256 },
  { batch: 1024, microBatch: 256 },
  { batch: 1024, microBatch: 128 },
  { batch: 1024 },
];

const { values: flags } = parseArgs({
  options: {
    turns: { type: "string", default: "5" },
    preset: { type: "string", default: "standard" },
    only: { type: "string" },
  },
});

if (flags.only === undefined) await report();
else await measureMemory(settings[Number(flags.only)]);

async function report(): Promise<void> {
  const speeds = await imagesPerSecond();
  for (const [index, { batch, microBatch }] of settings.entries()) {
    const gigabytes = (await peakOf(index)) / 2 ** 30;
    const name = `${batch} images ${microBatch ? `by ${microBatch}` : "in one piece"}`.padEnd(24);
    const ratio = (speeds[index] / speeds[0]).toFixed(2);
    console.log(
      `${name} ${gigabytes.toFixed(2)} GiB  ${speeds[index].toFixed(0)} images/s (${ratio})`,
    );
  }
}

/** Median speed of each setting, in turns. */
async function imagesPerSecond(): Promise<number[]> {
  const session = await (await engineByName("onnx")).start();
  const steps = await Promise.all(settings.map(prepare));
  const speeds: number[][] = settings.map(() => []);
  for (let turn = -1; turn < Number(flags.turns); turn++) {
    for (const [index, step] of steps.entries()) {
      const started = performance.now();
      await step();
      const seconds = (performance.now() - started) / 1000;
      // The first turn compiles.
      if (turn >= 0) speeds[index].push(settings[index].batch / seconds);
    }
  }
  await session.dispose();
  return speeds.map(median);
}

/** Peak of a process's memory in bytes. */
async function peakOf(index: number): Promise<number> {
  const jiti = fileURLToPath(import.meta.resolve("jiti/package.json")).replace(
    "package.json",
    "lib/jiti-cli.mjs",
  );
  const own = fileURLToPath(import.meta.url);
  const call = [jiti, own, "--only", String(index), "--preset", flags.preset];
  const { stdout } = await promisify(execFile)(process.execPath, call);
  return Number(stdout.trim());
}

async function measureMemory(setting: Setting): Promise<void> {
  await (await engineByName("onnx")).start();
  const step = await prepare(setting);
  for (let i = 0; i < 3; i++) await step();
  // In KiB.
  console.log(process.resourceUsage().maxRSS * 1024);
  process.exit();
}

async function prepare({ batch, microBatch }: Setting): Promise<() => Promise<unknown>> {
  const step = await createStep(flags.preset, microBatch);
  const images = noise(batch, -1, 1);
  return () => step(images);
}
