import { z } from "zod";
import type { FoundPlugin } from "../plugins/find-plugins.js";

/** A JSON Schema, as plain data. */
export type JsonSchema = { readonly [key: string]: unknown };

/** The JSON Schema of an entry that names a plugin: its options, and `use`. */
export function pluginSchema({ use, plugin }: FoundPlugin): JsonSchema {
  const { $schema: _, ...options } = z.toJSONSchema(plugin.options, {
    io: "input",
    unrepresentable: "any",
  });
  // Recursive options refer to a place in their own document, which would be lost in ours.
  const isSelfContained = !JSON.stringify(options).includes('"$ref"');
  return withUse(isSelfContained ? options : {}, use);
}

/** Adds the property `use` to a schema of options, whatever its shape. */
function withUse(options: JsonSchema, use: string): JsonSchema {
  const name = { const: use };
  for (const alternatives of ["anyOf", "oneOf"] as const) {
    const list = options[alternatives];
    if (Array.isArray(list)) {
      return {
        ...options,
        [alternatives]: list.map((option) => withUse(option as JsonSchema, use)),
      };
    }
  }
  const isObject = options.type === "object";
  const properties = isObject ? (options.properties as JsonSchema | undefined) : undefined;
  const required = isObject ? ((options.required as readonly string[] | undefined) ?? []) : [];
  return {
    ...(isObject ? options : {}),
    type: "object",
    properties: { use: name, ...properties },
    required: ["use", ...required],
  };
}
