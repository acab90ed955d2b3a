import * as tf from "@tensorflow/tfjs-core";
import type { MeasurementOf } from "../../results/schema.js";
import type { NetworkName } from "../networks.js";
import { startWebgpu } from "../start-webgpu.js";
import { createWorkload } from "../workload.js";
import { nvidiaSmi } from "./machine.js";

/** What is asked of this part. */
export interface MemorySettings {
  readonly kind: "memory";
  readonly network: NetworkName;
  readonly batch: number;
  readonly steps: number;
}

type Sample = MeasurementOf<"memory">["samples"][number];

/** Samples of a run, and one more before it. */
const sampled = 8;

/** Memory over many steps: whether it stays flat. */
export async function measureMemory(settings: MemorySettings): Promise<MeasurementOf<"memory">> {
  const session = await startWebgpu();
  const workload = await createWorkload(settings.network, settings.batch);
  const samples: Sample[] = [];
  const every = Math.max(1, Math.floor(settings.steps / sampled));
  for (let step = 1; step <= settings.steps; step++) {
    await workload.train();
    if (step % every === 0 || step === 1) samples.push(await sample(step));
  }
  workload.dispose();
  await session.dispose();
  return {
    kind: "memory",
    network: workload.setup.title,
    batch: workload.batch,
    steps: settings.steps,
    samples,
    growth: growthOf(samples),
  };
}

async function sample(step: number): Promise<Sample> {
  const memory = tf.memory() as tf.MemoryInfo & { readonly numBytesAllocatedInGPU: number };
  const ofCard = await nvidiaSmi("memory.used");
  return {
    step,
    residentMiB: process.memoryUsage().rss / 2 ** 20,
    tensors: memory.numTensors,
    onDeviceMiB: memory.numBytesAllocatedInGPU / 2 ** 20,
    cardMiB: ofCard === null ? null : Number.parseFloat(ofCard),
  };
}

/** From the middle of the run to its end: what comes before is caches that fill. */
export function growthOf(samples: readonly Sample[]): MeasurementOf<"memory">["growth"] {
  const middle = samples[samples.length >> 1];
  const end = samples[samples.length - 1];
  return {
    residentMiB: end.residentMiB - middle.residentMiB,
    tensors: end.tensors - middle.tensors,
    onDeviceMiB: end.onDeviceMiB - middle.onDeviceMiB,
    cardMiB: end.cardMiB === null || middle.cardMiB === null ? null : end.cardMiB - middle.cardMiB,
  };
}
