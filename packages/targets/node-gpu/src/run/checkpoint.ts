import { readFile } from "node:fs/promises";
import { CheckpointError, jsonSchema, messageOf } from "@multibatch/core";
import { writeFileAtomic } from "@multibatch/core/node";
import { readSafetensors, writeSafetensors } from "@multibatch/formats";
import { z } from "zod";
import type { Snapshot } from "../network/weights.js";

const version = 1;

const stateSchema = z.object({
  version: z.literal(version),
  /** Steps done. */
  step: z.int(),
  /** Seconds of training so far, over all sessions. */
  seconds: z.number(),
  sampler: jsonSchema,
  best: z.object({ step: z.int(), accuracy: z.number() }).nullable(),
  /** The configuration that the run was started with. */
  record: jsonSchema,
  /** Options of the trainer; checkpoints of old have them in the record alone. */
  options: jsonSchema.optional(),
});

/** What a checkpoint holds beside numbers. */
export type CheckpointState = z.output<typeof stateSchema>;

/** All that an interrupted run needs to go on to the same weights. */
export interface Checkpoint {
  readonly state: CheckpointState;
  /** Weights of the network and variables of the loss. */
  readonly weights: Snapshot;
  readonly velocities: Snapshot;
  /** Averages of the weights; empty where none are kept. */
  readonly averages: Snapshot;
  /** Weights at the best validation so far; empty before the first. */
  readonly best: Snapshot;
}

const sections = ["weights", "velocities", "averages", "best"] as const;

/** Writes a checkpoint as one safetensors file, so that it stands there whole or not at all. */
export async function writeCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  const tensors = Object.fromEntries(
    sections.flatMap((section) =>
      [...checkpoint[section]].map(([name, { shape, values }]) => [
        `${section}/${name}`,
        { dtype: "F32" as const, shape, data: values },
      ]),
    ),
  );
  const metadata = { multibatch: JSON.stringify(checkpoint.state) };
  await writeFileAtomic(file, writeSafetensors(tensors, metadata));
}

/** Reads a checkpoint. @throws CheckpointError when it is missing, damaged or of another version */
export async function readCheckpoint(file: string): Promise<Checkpoint> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new CheckpointError(
      `There is nothing to resume: ${file} could not be read (${messageOf(error)}). Start the run without resume.`,
      { cause: error },
    );
  });
  try {
    const { tensors, metadata } = readSafetensors(bytes);
    const state = stateSchema.parse(JSON.parse(metadata.multibatch ?? "null"));
    const section = (wanted: string): Snapshot =>
      new Map(
        Object.entries(tensors).flatMap(([name, tensor]) =>
          name.startsWith(`${wanted}/`) && tensor.dtype === "F32"
            ? [[name.slice(wanted.length + 1), { shape: tensor.shape, values: tensor.data }]]
            : [],
        ),
      );
    return {
      state,
      weights: section("weights"),
      velocities: section("velocities"),
      averages: section("averages"),
      best: section("best"),
    };
  } catch (error) {
    throw new CheckpointError(
      `The checkpoint ${file} is damaged or of another version: ${messageOf(error)}`,
      {
        cause: error,
      },
    );
  }
}
