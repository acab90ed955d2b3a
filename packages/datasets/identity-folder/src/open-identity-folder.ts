import { stat } from "node:fs/promises";
import { basename, relative, resolve } from "node:path";
import {
  cropSchema,
  DataError,
  type Dataset,
  imageSize,
  type PluginContext,
} from "@multibatch/core";
import {
  concurrencyLimit,
  createImageReader,
  drawPart,
  type FileReader,
  type FileStamp,
  fingerprint,
  ImageCache,
  imagesOfIdentities,
  readImageFile,
  scanIdentityFolders,
} from "@multibatch/images";
import type { IdentityFolderOptions } from "./identity-folder-options.js";
import { splitIdentities } from "./split-identities.js";

/**
 * Opens a folder of identities as a data set.
 *
 * @param readBytes how a file is read; tests stand in for files that may not be read
 * @throws DataError when the root is missing, a file, or has too few identities
 */
export async function openIdentityFolder(
  options: IdentityFolderOptions,
  context: PluginContext,
  readBytes?: FileReader,
): Promise<Dataset> {
  const { directory, emit } = context;
  const root = resolve(directory, options.root);
  const folders = await scanIdentityFolders({ root, option: "root", emit });
  if (folders.length === 0) {
    throw new DataError(
      `${root} (option "root") has no identities. It must hold a folder for each identity, with JPEG, PNG or WebP images in it.`,
    );
  }
  const files = folders.flatMap((folder) => folder.files);
  const identities = Int32Array.from(folders.flatMap(({ files }, i) => files.map(() => i)));
  const counts = folders.map((folder) => folder.files.length);
  const parts = splitIdentities(counts, { ...options, root });
  tellLeftOut(counts, options.minimumImages, emit);

  const { height, width, channels, region, fit } = options;
  const crop = cropSchema.parse({ height, width, channels, region, fit });
  const cacheFolder = options.cache.folder && resolve(directory, options.cache.folder);
  const cache = await ImageCache.open({
    count: files.length,
    imageSize: imageSize(crop),
    options: { ...options.cache, folder: cacheFolder },
    key: cacheFolder && fingerprint(crop, await stampFiles(root, files)),
    emit,
  });
  const source = {
    count: files.length,
    name: (image: number) => files[image],
    bytes: (image: number) => readImageFile(files[image], readBytes),
  };
  const reader = createImageReader({ source, crop, cache, emit });

  const name = options.name ?? basename(root);
  const splits = {
    train: imagesOfIdentities(identities, parts.train),
    validation: imagesOfIdentities(identities, parts.validation),
    test: imagesOfIdentities(identities, parts.test),
  };
  const protocol = (part: "validation" | "test") =>
    drawPart({
      part,
      dataset: name,
      images: splits[part],
      identityOf: identities,
      options: options.verification,
      seed: options.splitSeed,
      training: `Trained on ${splits.train.length} images of ${parts.train.length} other identities of ${name}.`,
      emit,
    });

  return {
    contract: 1,
    name,
    licence: options.licence,
    crop,
    identities,
    identityNames: folders.map((folder) => folder.name),
    splits,
    protocols: { validation: protocol("validation"), test: protocol("test") },
    imageName: reader.imageName,
    read: reader.read,
    close: reader.close,
  };
}

function tellLeftOut(
  counts: readonly number[],
  minimumImages: number,
  emit: PluginContext["emit"],
): void {
  const small = counts.filter((count) => count < minimumImages);
  if (small.length === 0) return;
  const images = small.reduce((sum, count) => sum + count, 0);
  emit({
    type: "notice",
    level: "info",
    message: `${small.length} identities with fewer than ${minimumImages} images (${images} images in all) are in no part. Add images of them, or lower "minimumImages".`,
  });
}

/** Sizes and times of the files; one that cannot be looked at fails later, when it is read. */
function stampFiles(root: string, files: readonly string[]): Promise<FileStamp[]> {
  const limit = concurrencyLimit(16);
  return Promise.all(
    files.map((file) =>
      limit(async () => {
        const stats = await stat(file).catch(() => undefined);
        const name = relative(root, file);
        return { name, size: stats?.size ?? -1, modified: stats?.mtimeMs ?? -1 };
      }),
    ),
  );
}
