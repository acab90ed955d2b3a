import { execFile } from "node:child_process";
import { rm, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What a pack may be large: below 60 MiB. */
export const mostBytes = 60 * 2 ** 20;

/** How archives are compressed, by the ends of their names. */
const compressions = { ".tar.xz": "--xz", ".tar.gz": "--gzip" } as const;

/** The option of `tar` for an archive. @throws Error when its name ends in another way */
export function compressionOf(file: string): string {
  const found = Object.entries(compressions).find(([end]) => file.endsWith(end));
  if (found) return found[1];
  throw new Error(
    `--output: expected a name that ends in ${Object.keys(compressions).join(" or ")}, received "${file}"`,
  );
}

/**
 * Packs a folder into one file.
 *
 * @returns its size in bytes
 * @throws Error when the file would be too large; then there is none
 */
export async function archiveFolder(folder: string, file: string, most = mostBytes) {
  const operands = [compressionOf(file), "--owner=0", "--group=0", "--sort=name"];
  await run("tar", [
    "--create",
    ...operands,
    "--file",
    file,
    "--directory",
    dirname(folder),
    basename(folder),
  ]);
  const { size } = await stat(file);
  if (size < most) return size;
  await rm(file);
  throw new Error(
    `The pack is ${mebibytes(size)} and may be ${mebibytes(most)}: leave something out, or take another --node.`,
  );
}

/** A size in words. */
export function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
