import type { PluginKind } from "@multibatch/core";
import type { FoundPlugin } from "../plugins/find-plugins.js";
import { type JsonSchema, pluginSchema } from "./plugin-schema.js";

const parts = ["dataset", "sampler", "loss", "model", "target"] as const;

/** Builds the JSON Schema (draft 2020-12) of configurations that use any of these plugins. */
export function configSchema(plugins: readonly FoundPlugin[]): JsonSchema {
  const entries = Object.fromEntries(parts.map((part) => [part, entrySchema(part, plugins)]));
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Multibatch configuration",
    type: "object",
    properties: {
      $schema: { type: "string", description: "this schema, for editors" },
      dataset: { $ref: "#/$defs/dataset" },
      sampler: { $ref: "#/$defs/sampler" },
      loss: { $ref: "#/$defs/loss" },
      model: {
        description: "one model, or several in the order in which they are connected",
        anyOf: [
          { $ref: "#/$defs/model" },
          { type: "array", minItems: 1, items: { $ref: "#/$defs/model" } },
        ],
      },
      target: { $ref: "#/$defs/target" },
      seed: {
        type: "integer",
        minimum: 0,
        maximum: 0xffffffff,
        default: 1,
        description: "one seed rules the whole run",
      },
    },
    required: [...parts],
    additionalProperties: false,
    $defs: entries,
  };
}

function entrySchema(kind: PluginKind, plugins: readonly FoundPlugin[]): JsonSchema {
  const known = plugins.filter(({ plugin }) => plugin.kind === kind);
  return { anyOf: [...known.map(pluginSchema), fileSchema(kind, known)] };
}

/** A plugin in a file of the user, whose options are not known here. */
function fileSchema(kind: PluginKind, known: readonly FoundPlugin[]): JsonSchema {
  const knownFiles = known.map(({ use }) => use).filter((use) => use.startsWith("."));
  return {
    type: "object",
    description: `a ${kind} of your own, in a file`,
    properties: {
      use: {
        type: "string",
        pattern: "^\\.{1,2}/",
        ...(knownFiles.length > 0 ? { not: { enum: knownFiles } } : {}),
      },
    },
    required: ["use"],
  };
}
