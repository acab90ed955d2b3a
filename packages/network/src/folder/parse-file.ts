import { ModelFolderError, messageOf } from "@multibatch/core";
import { z } from "zod";
import type { ModelSource } from "./model-source.js";

/** Parses a file of a model folder. @throws ModelFolderError when it is no JSON in UTF-8 */
export function parseJson(content: Uint8Array, file: string, source: ModelSource): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(content));
  } catch (error) {
    throw new ModelFolderError(
      `${file} of "${source.name}" is not valid JSON: ${messageOf(error)}. Copy the model folder again.`,
      { cause: error },
    );
  }
}

/** The error about a file whose content does not fit its schema. */
export function malformed(file: string, source: ModelSource, error: z.ZodError): ModelFolderError {
  return new ModelFolderError(
    `${file} of "${source.name}" is not as a model folder has it:\n${z.prettifyError(error)}\nWrite the model folder anew.`,
    { cause: error },
  );
}
