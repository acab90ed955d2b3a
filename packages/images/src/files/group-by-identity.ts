import { type EventSink, silent } from "@multibatch/core";
import { compareCodePoints } from "../code-points.js";
import { hasImageExtension } from "../image-format.js";
import { ScanReport } from "./scan-report.js";

/** How the paths of an archive are grouped. */
export interface Grouping {
  /** Path of each file inside the archive, `[files]`. */
  readonly paths: readonly string[];
  /** Folders on the way to an image, which together name its identity; 1 for `IDENTITY/FILE`. */
  readonly depth: number;
  /** Takes a notice for each kind of thing that was left out. */
  readonly emit?: EventSink;
}

/** One identity of an archive. */
export interface IdentityGroup {
  /** Names of its folders with `/` between, in Unicode's composed form (NFC). */
  readonly name: string;
  /** Indices of its images into the paths, in the order of the paths' code points. */
  readonly files: readonly number[];
}

/**
 * Groups the files of an archive by identity, as `scanIdentityFolders` does those of a folder. One
 * folder that everything in the archive lies in is looked through where the images lie a level too
 * deep. Hidden files are ignored, what else is left out is told in notices; the order is that of the
 * code points.
 */
export function groupByIdentity({ paths, depth, emit = silent }: Grouping): IdentityGroup[] {
  const report = new ScanReport();
  const visible = paths.flatMap((path, file) => {
    const names = path.split("/").filter((name) => name !== "" && name !== ".");
    return names.some(isHidden) ? [] : [{ file, path, names }];
  });
  const top = commonTop(visible, depth);
  const groups = new Map<string, { file: number; path: string }[]>();
  for (const { file, path, names } of visible) {
    const folders = names.slice(top, -1);
    if (folders.length < depth) report.add("stray-file", path);
    else if (folders.length > depth) report.add("nested-folder", path);
    else if (!hasImageExtension(path)) report.add("other-file", path);
    else {
      const name = folders.join("/").normalize("NFC");
      const group = groups.get(name) ?? [];
      group.push({ file, path });
      groups.set(name, group);
    }
  }
  report.emitTo(emit);
  return [...groups]
    .map(([name, files]) => ({
      name,
      files: files.sort((a, b) => compareCodePoints(a.path, b.path)).map(({ file }) => file),
    }))
    .sort((a, b) => compareCodePoints(a.name, b.name));
}

/** Hidden, or what macOS adds to a zip. */
function isHidden(name: string): boolean {
  return name.startsWith(".") || name === "__MACOSX";
}

/** 1 where all files lie in one folder and all images one level deeper than `depth` says, else 0. */
function commonTop(files: readonly { readonly names: readonly string[] }[], depth: number): 0 | 1 {
  const images = files.filter(({ names }) => hasImageExtension(names[names.length - 1]));
  const inOneFolder = files.every(({ names }) => names[0] === files[0].names[0]);
  const tooDeep = images.length > 0 && images.every(({ names }) => names.length === depth + 2);
  return inOneFolder && tooDeep ? 1 : 0;
}
