import { z } from "zod";
import { ConfigError } from "./errors.js";
import { nearest } from "./nearest.js";

/** Whose options are parsed, for the message. */
export interface OptionsPlace {
  /** Plugin or file that the options belong to. */
  readonly owner: string;
  /** Where they stand in a configuration, for example `loss`; empty for the root. */
  readonly path?: string;
}

/**
 * Checks options against a schema and fills in defaults.
 *
 * @throws ConfigError with a line for each wrong option: its path, what was expected, what stood there
 */
export function parseOptions<S extends z.ZodType>(
  schema: S,
  given: unknown,
  place: OptionsPlace,
): z.output<S> {
  const result = schema.safeParse(given, { reportInput: true });
  if (result.success) return result.data;
  const lines = result.error.issues.flatMap((issue) =>
    linesOf(issue, place.path ?? "", given, schema),
  );
  throw new ConfigError(
    `Wrong options for ${place.owner}:\n${lines.map((line) => `  ${line.text}`).join("\n")}`,
    lines[0].path,
  );
}

interface Line {
  readonly path: string;
  readonly text: string;
}

function linesOf(issue: z.core.$ZodIssue, base: string, root: unknown, schema: z.ZodType): Line[] {
  const path = joinPath(base, issue.path);
  if (issue.code === "unrecognized_keys") {
    const known = optionNames(schema, issue.path);
    return issue.keys.map((key) => {
      const full = joinPath(path, [key]);
      const near = nearest(key, known);
      const hint = near ? `did you mean "${near}"?` : `the options are ${known.join(", ")}.`;
      const received = show(valueAt(root, [...issue.path, key]));
      return {
        path: full,
        text: `${full}: no such option, received ${received}${known.length > 0 ? `; ${hint}` : ""}`,
      };
    });
  }
  const value = valueAt(root, issue.path);
  const received = value === undefined ? "nothing" : show(value);
  const text = `${path || "(the whole)"}: ${issue.message.replace(/, received .*$/, "")}, received ${received}`;
  return [{ path, text }];
}

/** Names that the schema knows at a path; none where it is no plain object there. */
function optionNames(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let here: z.ZodType | undefined = unwrap(schema);
  for (const key of path) {
    here = here instanceof z.ZodObject ? unwrap(here.shape[String(key)]) : undefined;
  }
  return here instanceof z.ZodObject ? Object.keys(here.shape) : [];
}

/** The schema below defaults and optional marks. */
function unwrap(schema: z.ZodType | undefined): z.ZodType | undefined {
  let inner = schema;
  while (
    inner instanceof z.ZodDefault ||
    inner instanceof z.ZodPrefault ||
    inner instanceof z.ZodOptional
  ) {
    inner = inner.unwrap() as z.ZodType;
  }
  return inner;
}

function joinPath(base: string, keys: readonly PropertyKey[]): string {
  let path = base;
  for (const key of keys) {
    path += typeof key === "number" ? `[${key}]` : path ? `.${String(key)}` : String(key);
  }
  return path;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) {
    if (value === null || typeof value !== "object") return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function show(value: unknown): string {
  const text =
    typeof value === "function" ? "a function" : (JSON.stringify(value) ?? String(value));
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
