import { parse, resolve } from "node:path";
import { cropSchema, type Dataset, imageSize, type PluginContext } from "@multibatch/core";
import {
  createImageReader,
  drawPart,
  type FileReader,
  fingerprint,
  type IdentityFiles,
  ImageCache,
  imagesOfIdentities,
  openIdentityFiles,
} from "@multibatch/images";
import type { IdentityFolderOptions } from "./identity-folder-options.js";
import { splitIdentities } from "./split-identities.js";

/**
 * Opens a folder or an archive of identities as a data set.
 *
 * @param readBytes how a file is read; tests stand in for files that may not be read
 * @throws DataError when the root is missing, no archive, or has too few identities
 */
export async function openIdentityFolder(
  options: IdentityFolderOptions,
  context: PluginContext,
  readBytes?: FileReader,
): Promise<Dataset> {
  const root = resolve(context.directory, options.root);
  const { depth } = options;
  const found = await openIdentityFiles({
    root,
    option: "root",
    depth,
    emit: context.emit,
    readBytes,
  });
  try {
    return await assemble(found, root, options, context);
  } catch (error) {
    await found.files.close();
    throw error;
  }
}

async function assemble(
  { files, identities, identityNames }: IdentityFiles,
  root: string,
  options: IdentityFolderOptions,
  { directory, emit }: PluginContext,
): Promise<Dataset> {
  const counts = identityNames.map(() => 0);
  for (const identity of identities) counts[identity]++;
  const parts = splitIdentities(counts, { ...options, root });
  tellLeftOut(counts, options.minimumImages, emit);

  const { height, width, channels, region, fit, template } = options;
  const crop = cropSchema.parse({ height, width, channels, region, fit, template });
  const cacheFolder = options.cache.folder && resolve(directory, options.cache.folder);
  const cache = await ImageCache.open({
    count: files.count,
    imageSize: imageSize(crop),
    options: { ...options.cache, folder: cacheFolder },
    key: cacheFolder && fingerprint(crop, await files.stamps()),
    emit,
  });
  const reader = createImageReader({ source: files, crop, cache, emit });

  const name = options.name ?? parse(root).name;
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
    identityNames,
    splits,
    protocols: { validation: protocol("validation"), test: protocol("test") },
    imageName: reader.imageName,
    read: reader.read,
    fileOf: reader.fileOf,
    close: async () => {
      await reader.close();
      await files.close();
    },
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
