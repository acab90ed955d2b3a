import type { Engine } from "@multibatch/core";
import { takeTurns } from "../measure.js";
import { createWorkload } from "../workload.js";

/** Flags that the scripts for engines share, for `parseArgs`. */
export const stepFlags = {
  threads: { type: "string", default: "2" },
  seconds: { type: "string", default: "10" },
  forward: { type: "boolean", default: false },
  aligner: { type: "boolean", default: false },
  "batch-normalisation": { type: "boolean", default: false },
} as const;

interface StepValues {
  readonly seconds: string;
  readonly forward: boolean;
  readonly aligner: boolean;
  readonly "batch-normalisation": boolean;
}

/**
 * Times the trainer's step, or the forward pass, of the preset `standard` at 112 × 112 × 3 on an engine,
 * and prints what pytorch_step.py prints.
 */
export async function timeStep(
  engine: Engine,
  values: StepValues,
  batch: string | undefined,
): Promise<void> {
  const workload = await createWorkload(engine, {
    preset: "standard",
    height: 112,
    width: 112,
    channels: 3,
    batch: Number(batch ?? 256),
    aligner: values.aligner,
    batchNormalisation: values["batch-normalisation"],
  });
  const run = values.forward ? workload.forward : workload.train;
  // Compiles, where the engine does.
  await run();
  const [{ median, processor }] = await takeTurns([{ name: engine.name, run }], {
    turns: 1000,
    secondsEach: Number(values.seconds),
  });
  console.log(JSON.stringify({ clock: median, processor }));
  await workload.dispose();
}
