import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { DataError, messageOf } from "@multibatch/core";

/** Where a run keeps its things. */
export interface RunFolder {
  readonly root: string;
  readonly model: string;
  readonly checkpoint: string;
  readonly history: string;
  readonly tensorboard: string;
  /** Some images with their embeddings, to hold runtimes against. */
  readonly reference: string;
}

/**
 * Opens the folder of a run.
 *
 * @throws DataError when a new run would mix with what is there, or when the folder cannot be made
 */
export async function openRunFolder(root: string, resume: boolean): Promise<RunFolder> {
  const folder = {
    root,
    model: join(root, "model"),
    checkpoint: join(root, "checkpoint.safetensors"),
    history: join(root, "history.jsonl"),
    tensorboard: join(root, "tensorboard"),
    reference: join(root, "reference.safetensors"),
  };
  try {
    await mkdir(root, { recursive: true });
  } catch (error) {
    throw new DataError(`The folder ${root} could not be made: ${messageOf(error)}`, {
      cause: error,
    });
  }
  if (!resume) {
    const there = await readdir(root);
    const mine = there.filter((name) =>
      /^(model|checkpoint\.safetensors|history\.jsonl|tensorboard)$/.test(name),
    );
    if (mine.length > 0) {
      throw new DataError(
        `${root} already holds a run (${mine.join(", ")}). Resume it, or choose another output folder; nothing was changed.`,
      );
    }
  }
  return folder;
}
