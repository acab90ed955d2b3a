import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  cardVersion,
  type ModelCard,
  ModelFolderError,
  messageOf,
  modelCardSchema,
} from "@multibatch/core";
import { splitWeights, type Weights, weightSpecSchema } from "@multibatch/network";
import { z } from "zod";

/** The checked content of a model folder. */
export interface ModelFolder {
  readonly card: ModelCard;
  /** The network as tfjs-layers describes it. */
  readonly topology: unknown;
  readonly weights: Weights;
}

const modelJsonSchema = z.looseObject({
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z.array(
    z.looseObject({ paths: z.array(z.string()), weights: z.array(weightSpecSchema) }),
  ),
});

/**
 * Reads the network of a model folder; each file that is read is checked against the card's sha256.
 *
 * @throws ModelFolderError that names the file, what is wrong with it and what to do
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const card = await readCard(folder);
  const json = parse(await readVerified(folder, "model.json", card), "model.json", folder);
  const model = modelJsonSchema.safeParse(json);
  if (!model.success) throw malformed("model.json", folder, model.error);
  const { modelTopology: topology, weightsManifest } = model.data;
  const paths = weightsManifest.flatMap((group) => group.paths);
  const parts = await Promise.all(paths.map((path) => readVerified(folder, path, card)));
  const specs = weightsManifest.flatMap((group) => group.weights);
  return { card, topology, weights: splitWeights(specs, Buffer.concat(parts), folder) };
}

/**
 * Reads the card of a folder.
 *
 * @throws ModelFolderError when it is missing, malformed or of another version
 */
export async function readCard(folder: string): Promise<ModelCard> {
  const json = parse(await read(folder, "card.json"), "card.json", folder);
  const version = (json as { cardVersion?: unknown } | null)?.cardVersion;
  if (version !== undefined && version !== cardVersion) {
    throw new ModelFolderError(
      `card.json of "${folder}" has version ${JSON.stringify(version)}; this exporter knows version ${cardVersion}. Update @multibatch/target-arm, or write the model with the same version.`,
    );
  }
  const card = modelCardSchema.safeParse(json);
  if (!card.success) throw malformed("card.json", folder, card.error);
  const stray = Object.keys(card.data.files).find((file) => /[/\\]/.test(file));
  if (stray === undefined) return card.data;
  throw new ModelFolderError(
    `card.json of "${folder}" lists the file "${stray}", which is not in the folder itself. Write the model folder anew.`,
  );
}

async function readVerified(folder: string, file: string, card: ModelCard): Promise<Buffer> {
  const expected = card.files[file];
  if (expected === undefined) {
    throw new ModelFolderError(
      `card.json of "${folder}" does not list ${file}, so it cannot be verified. Write the model folder anew.`,
    );
  }
  const content = await read(folder, file);
  const actual = createHash("sha256").update(content).digest("hex");
  if (actual === expected) return content;
  throw new ModelFolderError(
    `${file} of "${folder}" is not the file that card.json describes: its sha256 is ${actual}, expected ${expected}. It was changed or copied incompletely; copy the model folder again.`,
  );
}

async function read(folder: string, file: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, file));
  } catch (error) {
    throw new ModelFolderError(
      `${file} of the model folder "${folder}" cannot be read: ${messageOf(error)}. Name the folder that card.json is in, and copy it as a whole.`,
      { cause: error },
    );
  }
}

function parse(content: Buffer, file: string, folder: string): unknown {
  try {
    return JSON.parse(content.toString("utf8"));
  } catch (error) {
    throw new ModelFolderError(
      `${file} of "${folder}" is not valid JSON: ${messageOf(error)}. Copy the model folder again.`,
      { cause: error },
    );
  }
}

function malformed(file: string, folder: string, error: z.ZodError): ModelFolderError {
  return new ModelFolderError(
    `${file} of "${folder}" is not as a model folder has it:\n${z.prettifyError(error)}\nWrite the model folder anew.`,
    { cause: error },
  );
}
