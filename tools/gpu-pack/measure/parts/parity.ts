import cpu from "@multibatch/engine-cpu";
import type { MeasurementOf } from "../../results/schema.js";
import { networks } from "../networks.js";
import { startWebgpu } from "../start-webgpu.js";
import { createWorkload } from "../workload.js";

/** What is asked of this part. */
export interface ParitySettings {
  readonly kind: "parity";
  readonly network: "small" | "aligner-small";
  readonly batch: number;
  readonly steps: number;
  /** Fast enough for the losses to move, slow enough for roundings not to grow. */
  readonly learningRate: number;
}

/** Losses of the same steps from the same weights, on tfjs-cpu and then on WebGPU. */
export async function measureParity(settings: ParitySettings): Promise<MeasurementOf<"parity">> {
  const { network, batch, steps, learningRate } = settings;
  const losses: Record<"cpu" | "webgpu", number[]> = { cpu: [], webgpu: [] };
  const engines = { cpu: async () => (await cpu().create()).start(), webgpu: startWebgpu };
  for (const name of ["cpu", "webgpu"] as const) {
    const session = await engines[name]();
    const workload = await createWorkload(network, batch, learningRate);
    for (let step = 0; step < steps; step++) losses[name].push(await workload.train());
    workload.dispose();
    await session.dispose();
  }
  const differences = losses.cpu.map((loss, step) => Math.abs(loss - losses.webgpu[step]));
  return {
    kind: "parity",
    network: networks[network].title,
    batch,
    steps,
    losses,
    largestDifference: Math.max(...differences),
    largestRelativeDifference: Math.max(...differences) / losses.cpu[0],
  };
}
