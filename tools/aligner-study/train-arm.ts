import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ConfiguredPlugin, Dataset, EventSink, Json, Model, Trainer } from "@multibatch/core";
import { margin } from "@multibatch/loss-margin";
import { multibatch } from "@multibatch/sampler-multibatch";
import { nodeGpu } from "@multibatch/target-node-gpu";

/** One way to get from images to embeddings. */
export interface Arm {
  readonly name: string;
  /** What it is, in words, for the report. */
  readonly title: string;
  /** The models in the order in which they are connected. */
  readonly models: readonly ConfiguredPlugin<"model">[];
}

/** How every arm of an experiment is trained. */
export interface Training {
  readonly steps: number;
  readonly batch: { readonly identities: number; readonly imagesPerIdentity: number };
  readonly learningRate: number;
  readonly threshold: number;
  readonly threads?: number;
}

/** One run of an arm. */
export interface ArmRun {
  readonly arm: Arm;
  readonly seed: number;
  readonly training: Training;
  readonly dataset: Dataset;
  /** Folder of the run; what is there already is gone on with. */
  readonly folder: string;
  readonly emit: EventSink;
  readonly signal?: AbortSignal;
}

/** Trains an arm, from its last checkpoint where there is one. @returns whether it was interrupted */
export async function trainArm(run: ArmRun): Promise<boolean> {
  const { arm, seed, training, dataset, folder, emit, signal } = run;
  const { steps, batch, learningRate, threshold, threads } = training;
  const target = nodeGpu({
    steps,
    threads,
    optimiser: { learningRate, clipNorm: 10 },
    validation: { every: Math.ceil(steps / 4) },
    checkpointEvery: 100,
  });
  const trainer = (await target.create()) as Trainer;
  const models: Model[] = [];
  for (const model of arm.models) models.push(await model.create({ seed }));
  const pipeline = {
    dataset,
    sampler: await multibatch(batch).create(),
    loss: await margin({ threshold: { initial: threshold, learned: true } }).create(),
    models,
    seed,
    record: recordOf(run),
  };
  const resume = existsSync(join(folder, "checkpoint.safetensors"));
  const { interrupted } = await trainer.train(pipeline, { output: folder, resume, emit, signal });
  return interrupted;
}

/** What makes a run: a checkpoint of other options is refused. */
export function recordOf({ arm, seed, training, dataset }: ArmRun): Json {
  const models = arm.models.map(({ use, options }) => ({ use, options }));
  const record = { dataset: dataset.name, model: models, training, seed };
  return JSON.parse(JSON.stringify(record)) as Json;
}
