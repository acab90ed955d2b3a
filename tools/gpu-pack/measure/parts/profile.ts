import * as tf from "@tensorflow/tfjs-core";
import type { MeasurementOf } from "../../results/schema.js";
import { countCalls } from "../count-calls.js";
import { type KernelTime, tallyKernels } from "../kernel-times.js";
import type { NetworkName } from "../networks.js";
import { activeDevice, startWebgpu } from "../start-webgpu.js";
import { timeSteps } from "../time-steps.js";
import { createWorkload } from "../workload.js";

/** What is asked of this part. */
export interface ProfileSettings {
  readonly kind: "profile";
  readonly network: NetworkName;
  readonly batch: number;
  /** Steps that are timed, and steps that are profiled. */
  readonly steps: number;
}

/** Kernels of one shape that are listed. */
const listed = 30;

/** Where the time of a training step goes, by the clocks of the processor and of the card. */
export async function measureProfile(settings: ProfileSettings): Promise<MeasurementOf<"profile">> {
  const session = await startWebgpu();
  const workload = await createWorkload(settings.network, settings.batch);
  const times = await timeSteps(workload.train, settings.steps);
  const calls = await countCalls(activeDevice(), workload.train);
  const hasClock = activeDevice().features.has("timestamp-query");
  const kernels: KernelTime[] = [];
  // Another step than those above: each dispatch is a pass of its own here, and submitted by itself.
  for (let step = 0; hasClock && step < settings.steps; step++) {
    const profile = await tf.profile(async () => {
      await workload.train();
      return [] as unknown as tf.TensorContainer;
    });
    for (const { name, outputShapes, kernelTimeMs } of profile.kernels) {
      const milliseconds = Number(await kernelTimeMs);
      kernels.push({ kernel: name, output: outputShapes[0] ?? [], milliseconds });
    }
  }
  workload.dispose();
  await session.dispose();
  const tally = tallyKernels(kernels, settings.steps);
  const onCard = hasClock ? tally.milliseconds : null;
  return {
    kind: "profile",
    network: workload.setup.title,
    batch: workload.batch,
    stepMilliseconds: times.step,
    recordMilliseconds: times.record,
    kernelMilliseconds: onCard,
    shareOutsideKernels: onCard === null ? null : 1 - onCard / times.step,
    calls,
    byKernel: tally.byKernel,
    slowest: tally.byShape.slice(0, listed),
  };
}
