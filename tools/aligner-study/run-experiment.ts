import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { EventSink } from "@multibatch/core";
import { writeFileAtomic } from "@multibatch/core/node";
import { onnx } from "@multibatch/engine-onnx";
import { type ArmResult, armResultSchema } from "./arm-result.js";
import type { Experiment } from "./experiment.js";
import { measureArm } from "./measure-arm.js";
import { type Arm, type ArmRun, trainArm } from "./train-arm.js";

/** How much of an experiment is run, and where. */
export interface ExperimentRun {
  readonly experiment: Experiment;
  readonly seeds: number;
  /** Folder of all runs; runs with a `result.json` are not run again. */
  readonly folder: string;
  /** Told before each run. */
  readonly onRun: (arm: Arm, seed: number, done: number, total: number) => void;
  readonly emit: EventSink;
  readonly signal: AbortSignal;
}

/**
 * Runs every arm with every seed, one seed after the other, so that what there is when it is stopped
 * can be compared.
 *
 * @returns what is there; less than all of it where the signal came
 */
export async function runExperiment(run: ExperimentRun): Promise<ArmResult[]> {
  const { experiment, seeds, signal } = run;
  const results: ArmResult[] = [];
  const total = seeds * experiment.arms.length;
  try {
    for (let seed = 1; seed <= seeds; seed++) {
      for (const arm of experiment.arms) {
        if (signal.aborted) return results;
        run.onRun(arm, seed, results.length, total);
        const result = await runArm(run, arm, seed);
        if (result) results.push(result);
      }
    }
    return results;
  } finally {
    await experiment.close();
  }
}

async function runArm(run: ExperimentRun, arm: Arm, seed: number): Promise<ArmResult | undefined> {
  const { experiment, emit, signal } = run;
  const { training } = experiment;
  const folder = join(run.folder, `${arm.name}-seed${seed}`);
  const file = join(folder, "result.json");
  if (existsSync(file)) return armResultSchema.parse(JSON.parse(await readFile(file, "utf8")));
  const data = await experiment.open(arm);
  const armRun: ArmRun = { arm, seed, training, dataset: data.dataset, folder, emit, signal };
  // A run that ended before its first checkpoint has nothing to go on with.
  if (!existsSync(join(folder, "checkpoint.safetensors"))) await rm(folder, forced);
  if (await trainArm(armRun)) return undefined;
  const session = await (await onnx().create()).start({ threads: training.threads });
  try {
    const result = await measureArm(armRun, data);
    await writeFileAtomic(file, `${JSON.stringify(result, null, 2)}\n`);
    return result;
  } finally {
    await session.dispose();
  }
}

const forced = { recursive: true, force: true };
