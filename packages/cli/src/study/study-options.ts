import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { ConfigError, messageOf } from "@multibatch/core";
import { parseJson } from "@multibatch/core/node";
import type { StudyFlags } from "./study-flags.js";

/**
 * The options of a study that were given, unchecked: those of the file, with single ones replaced.
 *
 * @throws ConfigError when the file cannot be read or is no JSON object
 */
export async function readStudyOptions(
  { options, option }: StudyFlags,
  cwd: string,
): Promise<Record<string, unknown>> {
  const single = option.map(({ path, value }) => [path.join("."), value]);
  return { ...(await readOptionsFile(options, cwd)), ...Object.fromEntries(single) };
}

async function readOptionsFile(given: string | undefined, cwd: string): Promise<object> {
  if (given === undefined) return {};
  const file = resolve(cwd, given);
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new ConfigError(
      `The options of the study could not be read: ${messageOf(error)}. Check the path after --options.`,
      "options",
      { cause: error },
    );
  });
  const content = parseJson(text, file);
  if (content !== null && typeof content === "object" && !Array.isArray(content)) return content;
  throw new ConfigError(
    `${file}: expected an object with the options of the study, such as { "seeds": [1, 2, 3] }.`,
    "options",
  );
}
