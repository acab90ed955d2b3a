import { readFile } from "node:fs/promises";

/**
 * Reads a file of `src/c` and fills in its `@NAME@`s.
 *
 * @throws Error when a name has no value: the template and the generator do not match
 */
export async function fillTemplate(
  path: string,
  values: Readonly<Record<string, string | number>> = {},
): Promise<string> {
  const text = await readTemplate(path);
  return text.replace(/@([A-Z_]+)@/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The template ${path} wants a value for ${name}.`);
    return String(value);
  });
}

/** Templates are C files that stay in `src`, also in the published package. */
function readTemplate(path: string): Promise<string> {
  return readFile(new URL(`../../src/c/${path}`, import.meta.url), "utf8");
}
