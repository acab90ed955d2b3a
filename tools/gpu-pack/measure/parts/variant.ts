import * as tf from "@tensorflow/tfjs-core";
import { median } from "../../../statistics.js";
import type { MeasurementOf } from "../../results/schema.js";
import { countCalls } from "../count-calls.js";
import type { NetworkName } from "../networks.js";
import { activeDevice, startWebgpu } from "../start-webgpu.js";
import { timeSteps } from "../time-steps.js";
import { createWorkload, type Workload } from "../workload.js";

/** What is asked of this part. Dawn's toggles are variables of its process. */
export interface VariantSettings {
  readonly kind: "variant";
  readonly variant: string;
  readonly network: NetworkName;
  readonly batch: number;
  readonly steps: number;
  /** Flags of tfjs. */
  readonly flags?: Readonly<Record<string, number>>;
}

/** A chain of kernels that have next to nothing to do. */
const chain = 300;

/** A step, a dispatch and an upload when tfjs or Dawn is told otherwise. */
export async function measureVariant(settings: VariantSettings): Promise<MeasurementOf<"variant">> {
  const session = await startWebgpu();
  for (const [flag, value] of Object.entries(settings.flags ?? {})) tf.env().set(flag, value);
  const workload = await createWorkload(settings.network, settings.batch);
  const times = await timeSteps(workload.train, settings.steps);
  const { dispatches } = await countCalls(activeDevice(), workload.train);
  const microsecondsPerDispatch = (1000 * (await timeOf(runChain))) / chain;
  const uploadMilliseconds = await timeOf(() => upload(workload));
  workload.dispose();
  await session.dispose();
  return {
    kind: "variant",
    variant: settings.variant,
    network: workload.setup.title,
    batch: workload.batch,
    stepMilliseconds: times.step,
    recordMilliseconds: times.record,
    dispatches,
    microsecondsPerDispatch,
    uploadMilliseconds,
  };
}

async function timeOf(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < 6; turn++) {
    const started = performance.now();
    await run();
    // The first one compiles.
    if (turn > 0) times.push(performance.now() - started);
  }
  return median(times);
}

async function runChain(): Promise<void> {
  const end = tf.tidy(() => {
    let value: tf.Tensor = tf.fill([2048], 1);
    for (let link = 1; link < chain; link++) value = tf.neg(value);
    return value;
  });
  await end.data();
  end.dispose();
}

/** Uploads the images, and waits for a number that depends on them. */
async function upload({ images, batch }: Workload): Promise<void> {
  const first = tf.tidy(() => {
    const pixels = tf.tensor2d(images, [batch, images.length / batch]);
    return tf.slice(pixels, [0, 0], [1, 1]);
  });
  await first.data();
  first.dispose();
}
