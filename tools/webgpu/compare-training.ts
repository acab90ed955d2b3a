/**
 * Trains the same network on the same drawn faces on several engines, and compares their losses:
 *
 *     npx jiti tools/webgpu/compare-training.ts [--engines cpu,webgpu] [--steps 20] [--report 1]
 *         [--size 32] [--batch 16] [--preset tiny]
 *
 * Every `--report` steps it prints the loss and, for WebGPU, the memory: over many steps, whether it
 * stays flat. Without a graphics card, put `npx jiti tools/software-vulkan/run.ts --` before it.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Pipeline, ProgressEvent, Trainer } from "@multibatch/core";
import { syntheticFaces } from "@multibatch/dataset-synthetic-faces";
import { margin } from "@multibatch/loss-margin";
import { nin } from "@multibatch/model-nin";
import { multibatch } from "@multibatch/sampler-multibatch";
import { nodeGpu } from "@multibatch/target-node-gpu";
import * as tf from "@tensorflow/tfjs-core";

const { values: flags } = parseArgs({
  options: {
    engines: { type: "string", default: "cpu,webgpu" },
    steps: { type: "string", default: "20" },
    report: { type: "string", default: "1" },
    size: { type: "string", default: "32" },
    batch: { type: "string", default: "16" },
    preset: { type: "string", default: "tiny" },
  },
});
const steps = Number(flags.steps);
const size = Number(flags.size);

async function createPipeline(): Promise<Pipeline> {
  const faces = syntheticFaces({
    identities: { train: 40, validation: 0, test: 0 },
    height: size,
    width: size,
    channels: 1,
  });
  const sampler = multibatch({ identities: Number(flags.batch) / 4, imagesPerIdentity: 4 });
  return {
    dataset: await faces.create(),
    sampler: await sampler.create(),
    loss: await margin().create(),
    models: [await nin({ preset: flags.preset as "tiny" }).create({ seed: 1 })],
    seed: 1,
    record: {},
  };
}

/** Losses of all steps on one engine. */
async function train(engine: "cpu" | "webgpu", output: string): Promise<number[]> {
  const trainer = (await nodeGpu({
    engine,
    steps,
    optimiser: { learningRate: 0.002 },
    checkpointEvery: steps + 1,
    validation: { every: steps + 1 },
  }).create()) as Trainer;
  const losses: number[] = [];
  const emit = (event: ProgressEvent) => {
    if (event.type === "engine") console.log(`${event.engine}: ${event.reason}`);
    if (event.type !== "step") return;
    losses.push(event.loss);
    if (event.step % Number(flags.report) === 0) console.log(describe(event.step, event.loss));
  };
  await trainer.train(await createPipeline(), { output, emit });
  return losses;
}

function describe(step: number, loss: number): string {
  const memory = tf.memory() as tf.MemoryInfo & { numBytesAllocatedInGPU?: number };
  const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  const onDevice = memory.numBytesAllocatedInGPU;
  const { rss, heapUsed, external } = process.memoryUsage();
  return [
    `step ${step}`,
    `loss ${loss.toFixed(6)}`,
    `${memory.numTensors} tensors`,
    ...(onDevice === undefined ? [] : [`${megabytes(onDevice)} on the device`]),
    `${megabytes(rss)} of the process, ${megabytes(heapUsed)} on JavaScript's heap, ${megabytes(external)} outside of it`,
  ].join(", ");
}

const folder = await mkdtemp(join(tmpdir(), "multibatch-compare-"));
try {
  const courses: number[][] = [];
  for (const engine of flags.engines.split(",")) {
    courses.push(await train(engine as "cpu", join(folder, engine)));
  }
  const [reference, ...others] = courses;
  for (const losses of others) {
    const differences = losses.map((loss, step) => Math.abs(loss / reference[step] - 1));
    console.log(
      `largest relative difference of a loss: ${Math.max(...differences).toExponential(1)}`,
    );
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
