import { open, stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import { DataError, type EventSink } from "@multibatch/core";
import {
  compareCodePoints,
  explainFileSystemError,
  type FileStamp,
  ImageError,
  type ImageSource,
  readImageFile,
  scanIdentityFolders,
} from "@multibatch/images";
import { indexTar, type TarEntry } from "./tar-index.js";

/** The images of LFW in a folder or a tar, in the order of name and number. */
export interface LfwImages extends ImageSource {
  /** Where they are, for messages. */
  readonly place: string;
  /** Person and number of each image, `[images]`. */
  readonly names: readonly { readonly person: string; readonly number: number }[];
  /** What tells whether the images have changed. */
  stamps(): Promise<FileStamp[]>;
  close(): Promise<void>;
}

/**
 * Finds the images of LFW. Files that are not called `Name/Name_0001.jpg` are left out with a notice.
 *
 * @param place folder, or path of an uncompressed tar
 * @throws DataError when the place is missing, unreadable or holds no image of LFW
 */
export async function openLfwImages(place: string, emit: EventSink): Promise<LfwImages> {
  const stats = await stat(place).catch((error: unknown) => {
    throw new DataError(`${place} (option "images"): ${explainFileSystemError(error)}`, {
      cause: error,
    });
  });
  return stats.isDirectory() ? openFolder(place, emit) : openTar(place, emit);
}

async function openFolder(folder: string, emit: EventSink): Promise<LfwImages> {
  const people = await scanIdentityFolders({ root: folder, option: "images", emit });
  const paths = people.flatMap((person) => person.files);
  const images = order(paths, (path) => path, folder, emit);
  return {
    place: folder,
    count: images.length,
    names: images,
    name: (image) => images[image].item,
    bytes: (image) => readImageFile(images[image].item),
    stamps: () => Promise.all(images.map(({ item }) => stampOf(item))),
    close: async () => {},
  };
}

async function openTar(tar: string, emit: EventSink): Promise<LfwImages> {
  const entries = await indexTar(tar);
  const images = order(entries, (entry) => entry.path, tar, emit);
  const handle = await open(tar, "r");
  const name = (image: number) => `${tar}/${images[image].item.path}`;
  return {
    place: tar,
    count: images.length,
    names: images,
    name,
    bytes: async (image) => {
      const { offset, size } = images[image].item;
      const bytes = new Uint8Array(size);
      const read = await handle.read(bytes, 0, size, offset).catch((error: unknown) => {
        throw new ImageError(name(image), explainFileSystemError(error), { cause: error });
      });
      if (read.bytesRead < size) {
        throw new ImageError(name(image), "The tar has become shorter. Copy it again.");
      }
      return bytes;
    },
    stamps: async () => [await stampOf(tar)],
    close: () => handle.close(),
  };
}

interface Found<T> {
  readonly person: string;
  readonly number: number;
  readonly item: T;
}

/** Keeps what is called like an image of LFW, and orders it by name and number. */
function order<T extends string | TarEntry>(
  items: readonly T[],
  pathOf: (item: T) => string,
  place: string,
  emit: EventSink,
): Found<T>[] {
  const found = items.flatMap((item) => {
    const [person, file] = pathOf(item).split(/[\\/]/).slice(-2);
    const match = /^(.+)_(\d{4})$/.exec(basename(file ?? "", extname(file ?? "")));
    if (!match || match[1] !== person || !/\.jpe?g$/i.test(file)) return [];
    return [{ person, number: Number(match[2]), item }];
  });
  if (found.length === 0) {
    throw new DataError(
      `${place} (option "images") has no images of LFW. They must be called like Aaron_Eckhart/Aaron_Eckhart_0001.jpg in it.`,
    );
  }
  if (found.length < items.length) {
    emit({
      type: "notice",
      level: "warning",
      message: `${items.length - found.length} files in ${place} are not called like images of LFW (Name/Name_0001.jpg) and are left out.`,
    });
  }
  return found.sort((a, b) => compareCodePoints(a.person, b.person) || a.number - b.number);
}

async function stampOf(path: string): Promise<FileStamp> {
  const { size, mtimeMs } = await stat(path);
  return { name: basename(path), size, modified: mtimeMs };
}
