import type { Dirent, Stats } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { DataError, type EventSink, silent } from "@multibatch/core";
import { compareCodePoints } from "../code-points.js";
import { explainFileSystemError } from "../image-error.js";
import { hasImageExtension } from "../image-format.js";
import { ScanReport } from "./scan-report.js";

/** One identity: a folder of images. */
export interface IdentityFolder {
  /** Name of the folder, or the names on the way to it with `/` between, in Unicode's composed form (NFC). */
  readonly name: string;
  /** Paths of its images, in the order of their code points. */
  readonly files: readonly string[];
}

/** How folders are scanned. */
export interface ScanSetup {
  /** Absolute path of the folder that holds a folder for each identity. */
  readonly root: string;
  /** Name of the option that `root` comes from, for the errors. */
  readonly option: string;
  /** Folders on the way from the root to an image, which together name its identity; 1 by default. */
  readonly depth?: number;
  /** Takes a notice for each kind of thing that was left out. */
  readonly emit?: EventSink;
}

/**
 * Finds the identities of a folder: each folder in it is one, or each folder `depth` levels below it,
 * with the images that lie directly there. Hidden files are ignored, symbolic links followed; what is
 * left out is told in notices. Two folders whose names are the same in NFC are one identity. The order
 * is that of the code points.
 *
 * @throws DataError when the root is missing, a file, or unreadable; names path and option
 */
export async function scanIdentityFolders(setup: ScanSetup): Promise<IdentityFolder[]> {
  const report = new ScanReport();
  await checkRoot(setup);
  const filesOf = new Map<string, string[]>();
  const seen = new Set<string>();

  const scanLevel = async (folder: string, names: readonly string[], levelsLeft: number) => {
    for (const { path, name } of await listFolders(folder, seen, report)) {
      const longer = [...names, name];
      if (levelsLeft > 1) {
        await scanLevel(path, longer, levelsLeft - 1);
        continue;
      }
      const files = await listImages(path, report);
      const identity = longer.join("/").normalize("NFC");
      if (files.length > 0) filesOf.set(identity, [...(filesOf.get(identity) ?? []), ...files]);
    }
  };
  await scanLevel(setup.root, [], setup.depth ?? 1);
  report.emitTo(setup.emit ?? silent);
  return [...filesOf]
    .map(([name, files]) => ({ name, files: files.sort(compareCodePoints) }))
    .sort((a, b) => compareCodePoints(a.name, b.name));
}

async function checkRoot({ root, option }: ScanSetup): Promise<void> {
  let stats: Stats;
  try {
    stats = await stat(root);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      throw new DataError(
        `The folder ${root} (option "${option}") does not exist. Check the path; a relative one starts at the configuration's folder.`,
        { cause: error },
      );
    }
    throw new DataError(`${root} (option "${option}"): ${explainFileSystemError(error)}`, {
      cause: error,
    });
  }
  if (!stats.isDirectory()) {
    throw new DataError(
      `${root} (option "${option}") is a file. Give the folder that holds a folder for each identity.`,
    );
  }
  try {
    await readdir(root);
  } catch (error) {
    throw new DataError(
      `The folder ${root} (option "${option}") may not be read. Give this user the right to read it.`,
      { cause: error },
    );
  }
}

/** Folders inside a folder that were not `seen` before and do not lead back above it. */
async function listFolders(folder: string, seen: Set<string>, report: ScanReport) {
  const folders: { readonly path: string; readonly name: string }[] = [];
  for (const entry of await listReadable(folder, report)) {
    const path = join(folder, entry.name);
    const stats = await statEntry(entry, path, report);
    if (stats === "left-out") continue;
    if (stats === "file") {
      report.add("stray-file", path);
      continue;
    }
    const [real, realFolder] = await Promise.all([realpath(path), realpath(folder)]);
    if (`${realFolder}${sep}`.startsWith(`${real}${sep}`)) report.add("link-loop", path);
    else if (seen.has(real)) report.add("same-folder", path);
    else {
      seen.add(real);
      folders.push({ path, name: entry.name });
    }
  }
  return folders;
}

/** Entries of a folder that are not hidden, in the order of their code points. */
async function listVisible(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => !entry.name.startsWith("."))
    .sort((a, b) => compareCodePoints(a.name, b.name));
}

/** The same, or none where the folder may not be read. */
async function listReadable(folder: string, report: ScanReport): Promise<Dirent[]> {
  try {
    return await listVisible(folder);
  } catch {
    report.add("unreadable", folder);
    return [];
  }
}

async function listImages(folder: string, report: ScanReport): Promise<string[]> {
  const entries = await listReadable(folder, report);
  const images: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    const kind = await statEntry(entry, path, report);
    if (kind === "folder") report.add("nested-folder", path);
    else if (kind === "file" && hasImageExtension(entry.name)) images.push(path);
    else if (kind === "file") report.add("other-file", path);
  }
  if (images.length === 0) report.add("no-images", folder);
  return images;
}

/** Whether an entry is a folder or a file, behind symbolic links where need be. */
async function statEntry(
  entry: Dirent,
  path: string,
  report: ScanReport,
): Promise<"folder" | "file" | "left-out"> {
  if (entry.isDirectory()) return "folder";
  if (entry.isFile()) return "file";
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const finding =
      code === "ELOOP" ? "link-loop" : code === "ENOENT" ? "broken-link" : "unreadable";
    report.add(finding, path);
    return "left-out";
  }
}
