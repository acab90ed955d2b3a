import { stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import { DataError, type EventSink } from "@multibatch/core";
import {
  compareCodePoints,
  explainFileSystemError,
  filesOfFolder,
  type ImageFiles,
  openArchive,
  scanIdentityFolders,
  selectFiles,
} from "@multibatch/images";
import type { LfwImageName } from "./pairs-file.js";

/** The images of LFW in the order of name and number. */
export interface LfwImages {
  readonly files: ImageFiles;
  /** Person and number of each image, `[images]`. */
  readonly names: readonly LfwImageName[];
}

/**
 * Finds the images of LFW. Files that are not called `Name/Name_0001.jpg` are left out with a notice.
 * The caller closes `files`.
 *
 * @param place folder, or path of an uncompressed tar or a zip
 * @throws DataError when the place is missing, unreadable or holds no image of LFW
 */
export async function openLfwImages(place: string, emit: EventSink): Promise<LfwImages> {
  const stats = await stat(place).catch((error: unknown) => {
    throw new DataError(`${place} (option "images"): ${explainFileSystemError(error)}`, {
      cause: error,
    });
  });
  const files = stats.isDirectory() ? await openFolder(place, emit) : await openArchive(place);
  const found = order(files.paths);
  if (found.length === 0) {
    await files.close();
    throw new DataError(
      `${place} (option "images") has no images of LFW. They must be called like Aaron_Eckhart/Aaron_Eckhart_0001.jpg in it.`,
    );
  }
  if (found.length < files.count) {
    emit({
      type: "notice",
      level: "warning",
      message: `${files.count - found.length} files in ${place} are not called like images of LFW (Name/Name_0001.jpg) and are left out.`,
    });
  }
  return {
    files: selectFiles(
      files,
      found.map(({ file }) => file),
    ),
    names: found,
  };
}

async function openFolder(folder: string, emit: EventSink): Promise<ImageFiles> {
  const people = await scanIdentityFolders({ root: folder, option: "images", emit });
  return filesOfFolder(
    folder,
    people.flatMap((person) => person.files),
  );
}

/** The files that are called like images of LFW, by name and number. */
function order(paths: readonly string[]): (LfwImageName & { readonly file: number })[] {
  return paths
    .flatMap((path, file) => {
      const [person, image = ""] = path.split("/").slice(-2);
      const match = /^(.+)_(\d{4})$/.exec(basename(image, extname(image)));
      if (!match || match[1] !== person || !/\.jpe?g$/i.test(image)) return [];
      return [{ person, number: Number(match[2]), file }];
    })
    .sort((a, b) => compareCodePoints(a.person, b.person) || a.number - b.number);
}
