import {
  cardVersion,
  type ModelCard,
  ModelFolderError,
  messageOf,
  modelCardSchema,
} from "@multibatch/core";
import { z } from "zod";
import type { ModelSource } from "./sources/source.js";

/** The checked content of a model folder. */
export interface ModelFiles {
  readonly card: ModelCard;
  /** The network as tfjs-layers describes it. */
  readonly topology: Record<string, unknown>;
  readonly weightSpecs: WeightSpec[];
  /** The weights one after the other, as the specifications say. */
  readonly weights: Uint8Array;
}

const weightSpecSchema = z.looseObject({
  name: z.string(),
  shape: z.array(z.int().nonnegative()),
  dtype: z.enum(["float32", "int32", "bool", "string", "complex64"]),
});

export type WeightSpec = z.output<typeof weightSpecSchema>;

const modelJsonSchema = z.looseObject({
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z.array(
    z.looseObject({ paths: z.array(z.string()), weights: z.array(weightSpecSchema) }),
  ),
});

/**
 * Reads a model folder and checks every file against the card's sha256.
 *
 * @throws ModelFolderError that names the file, what is wrong with it and what to do
 */
export async function readModelFiles(source: ModelSource): Promise<ModelFiles> {
  const card = readCard(parseJson(await source.read("card.json"), "card.json", source), source);
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

function readCard(json: unknown, source: ModelSource): ModelCard {
  const version = (json as { cardVersion?: unknown } | null)?.cardVersion;
  if (version !== undefined && version !== cardVersion) {
    throw new ModelFolderError(
      `card.json of "${source.name}" has version ${JSON.stringify(version)}; this runtime knows version ${cardVersion}. Update @multibatch/target-wasm, or export the model with the same version.`,
    );
  }
  const card = modelCardSchema.safeParse(json);
  if (!card.success) throw malformed("card.json", source, card.error);
  return card.data;
}

async function readVerified(
  source: ModelSource,
  file: string,
  sha256: string,
): Promise<Uint8Array> {
  if (!/^[\w-][\w.-]*$/.test(file)) {
    throw new ModelFolderError(
      `card.json of "${source.name}" lists "${file}", which is no file of the folder itself. Do not use this model: its card was made by hand.`,
    );
  }
  const content = await source.read(file);
  const digest = await crypto.subtle.digest("SHA-256", content as Uint8Array<ArrayBuffer>);
  const actual = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0"));
  if (actual.join("") !== sha256) {
    throw new ModelFolderError(
      `${file} of "${source.name}" is not the file that card.json describes: its sha256 is ${actual.join("")}, expected ${sha256}. It was changed or copied incompletely; copy the model folder again.`,
    );
  }
  return content;
}

function parseJson(content: Uint8Array, file: string, source: ModelSource): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(content));
  } catch (error) {
    throw new ModelFolderError(
      `${file} of "${source.name}" is not valid JSON: ${messageOf(error)}. Copy the model folder again.`,
      { cause: error },
    );
  }
}

function malformed(file: string, source: ModelSource, error: z.ZodError): ModelFolderError {
  return new ModelFolderError(
    `${file} of "${source.name}" is not as a model folder has it:\n${z.prettifyError(error)}\nWrite the model folder anew.`,
    { cause: error },
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
