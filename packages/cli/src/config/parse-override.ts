import { InvalidArgumentError } from "commander";

/** One option of a configuration and its new value. */
export interface Override {
  /** For example `["model", "0", "dimensions"]`. */
  readonly path: readonly string[];
  readonly value: unknown;
}

/**
 * Reads `path=value`: the path as in messages (`model[0].dimensions`), the value as JSON, or else as
 * plain text.
 *
 * @throws InvalidArgumentError without `=` or path
 */
export function parseOverride(text: string): Override {
  const equals = text.indexOf("=");
  const path = text
    .slice(0, Math.max(equals, 0))
    .replace(/\[(\d+)\]/g, ".$1")
    .split(".");
  if (path.some((key) => key === "" || key === "__proto__")) {
    throw new InvalidArgumentError("Write path=value, for example target.steps=100.");
  }
  return { path, value: parseValue(text.slice(equals + 1)) };
}

/** Words of a command line that ask for these overrides. @param flag such as `--set` */
export function overrideFlags(flag: string, overrides: readonly Override[]): string[] {
  return overrides.flatMap(({ path, value }) => [
    flag,
    `${path.join(".")}=${JSON.stringify(value)}`,
  ]);
}

/** Reads `path=value` behind those before, for a flag that may be repeated. */
export function collectOverrides(text: string, before: readonly Override[]): readonly Override[] {
  return [...before, parseOverride(text)];
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
