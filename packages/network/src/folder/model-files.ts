import { type ModelCard, ModelFolderError } from "@multibatch/core";
import { z } from "zod";
import { type WeightSpec, weightSpecSchema } from "../weights.js";
import { readModelCard } from "./model-card.js";
import type { ModelSource } from "./model-source.js";
import { malformed, parseJson } from "./parse-file.js";

/** The checked content of a model folder. */
export interface ModelFiles {
  readonly card: ModelCard;
  /** The network as tfjs-layers describes it. */
  readonly topology: Record<string, unknown>;
  readonly weightSpecs: WeightSpec[];
  /** The weights one after the other, as the specifications say, in a buffer of their own. */
  readonly weights: Uint8Array;
}

const modelJsonSchema = z.looseObject({
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z.array(
    z.looseObject({ paths: z.array(z.string()), weights: z.array(weightSpecSchema) }),
  ),
});

/**
 * Reads a model folder and checks every file that its card lists against the card's sha256.
 *
 * @param reader package that reads it, which errors about versions name
 * @throws ModelFolderError that names the file, what is wrong with it and what to do
 */
export async function readModelFiles(source: ModelSource, reader: string): Promise<ModelFiles> {
  const card = await readModelCard(source, reader);
  const files = new Map<string, Uint8Array>();
  for (const [file, sha256] of Object.entries(card.files)) {
    files.set(file, await readVerified(source, file, sha256));
  }
  const listed = (file: string): Uint8Array => {
    const content = files.get(file);
    if (content) return content;
    throw new ModelFolderError(
      `card.json of "${source.name}" does not list ${file}, so it cannot be verified. Write the model folder anew.`,
    );
  };

  const model = modelJsonSchema.safeParse(parseJson(listed("model.json"), "model.json", source));
  if (!model.success) throw malformed("model.json", source, model.error);
  const { modelTopology: topology, weightsManifest } = model.data;
  return {
    card,
    topology,
    weightSpecs: weightsManifest.flatMap((group) => group.weights),
    weights: joined(weightsManifest.flatMap((group) => group.paths).map(listed)),
  };
}

async function readVerified(
  source: ModelSource,
  file: string,
  expected: string,
): Promise<Uint8Array> {
  const content = await source.read(file);
  const digest = await crypto.subtle.digest("SHA-256", content as Uint8Array<ArrayBuffer>);
  const bytes = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0"));
  const actual = bytes.join("");
  if (actual === expected) return content;
  throw new ModelFolderError(
    `${file} of "${source.name}" is not the file that card.json describes: its sha256 is ${actual}, expected ${expected}. It was changed or copied incompletely; copy the model folder again.`,
  );
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
