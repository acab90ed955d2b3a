import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DataError } from "@multibatch/core";
import { explainFileSystemError } from "@multibatch/images";

/** One line of a protocol file, divided into its fields. */
export interface ProtocolLine {
  readonly file: string;
  /** From 1. */
  readonly number: number;
  readonly fields: readonly string[];
}

/** An error at a line of a protocol file. */
export function lineError(line: Pick<ProtocolLine, "file" | "number">, message: string): DataError {
  return new DataError(
    `${line.file}, line ${line.number}: ${message} Fetch the file again from its makers if it was changed.`,
  );
}

/** Reads a protocol file whole. @throws DataError when it cannot be read */
export function readProtocolFile(folder: string, name: string): Promise<string> {
  return readTextFile(join(folder, name), "protocolFiles");
}

/** Reads a text file that an option names. @throws DataError when it cannot be read */
export async function readTextFile(path: string, option: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new DataError(`The file ${path} (option "${option}"): ${explainFileSystemError(error)}`, {
      cause: error,
    });
  }
}

/**
 * Divides a protocol file into lines and fields, which are separated by tabs or spaces. The final
 * newline may be missing; carriage returns are dropped.
 *
 * @throws DataError when the file is empty or has an empty line in its midst
 */
export function splitLines(text: string, file: string): ProtocolLine[] {
  const rows = text.replace(/\s+$/, "").split("\n");
  return rows.map((row, i) => {
    const fields = row.trim().split(/\s+/);
    const line = { file, number: i + 1, fields };
    if (fields[0] === "") throw lineError(line, "the line is empty.");
    return line;
  });
}

/** A whole number from 1, as a field of a line. @throws DataError when it is anything else */
export function positiveInteger(line: ProtocolLine, field: number): number {
  const text = line.fields[field];
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw lineError(
      line,
      `field ${field + 1} is "${text}", where a whole number from 1 was expected.`,
    );
  }
  return Number(text);
}
