import { cardVersion, type ModelCard, ModelFolderError, modelCardSchema } from "@multibatch/core";
import type { ModelSource } from "./model-source.js";
import { malformed, parseJson } from "./parse-file.js";

/** Letters, digits, `_`, `-` and `.`: a file of the folder itself, on every system and in every address. */
const fileName = /^[\w-][\w.-]*$/;

/**
 * Reads the card of a model folder, or of what was made of one.
 *
 * @param reader package that reads it, which errors about versions name
 * @throws ModelFolderError when it is missing, malformed or of another version, or lists a file that is
 * not in the folder itself
 */
export async function readModelCard(source: ModelSource, reader: string): Promise<ModelCard> {
  const json = parseJson(await source.read("card.json"), "card.json", source);
  const version = (json as { cardVersion?: unknown } | null)?.cardVersion;
  if (version !== undefined && version !== cardVersion) {
    throw new ModelFolderError(
      `card.json of "${source.name}" has version ${JSON.stringify(version)}; ${reader} knows version ${cardVersion}. Update ${reader}, or write the model with the same version.`,
    );
  }
  const card = modelCardSchema.safeParse(json);
  if (!card.success) throw malformed("card.json", source, card.error);
  const stray = Object.keys(card.data.files).find((file) => !fileName.test(file));
  if (stray === undefined) return card.data;
  throw new ModelFolderError(
    `card.json of "${source.name}" lists "${stray}", which is no file of the folder itself. Do not use this model: its card was made by hand.`,
  );
}
