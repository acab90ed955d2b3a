import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseOptions } from "@multibatch/core";
import { type ResultRecord, resultRecordSchema } from "./result-record.js";

/** Folder of the records. */
export const recordsFolder = fileURLToPath(new URL("./records", import.meta.url));

/** The page that is made of them. */
export const resultsPage = fileURLToPath(new URL("../../RESULTS.md", import.meta.url));

/** Reads every record, in the order of their file names. @throws ConfigError naming what is wrong */
export function readRecords(folder = recordsFolder): ResultRecord[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => {
      const content: unknown = JSON.parse(readFileSync(join(folder, name), "utf8"));
      return parseOptions(resultRecordSchema, content, { owner: name });
    });
}
