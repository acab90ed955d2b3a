import { resolve } from "node:path";
import {
  cropSchema,
  type Dataset,
  type DatasetSplits,
  imageSize,
  type PluginContext,
} from "@multibatch/core";
import {
  createImageReader,
  fingerprint,
  type IdentityFiles,
  ImageCache,
  joinFiles,
  openIdentityFiles,
} from "@multibatch/images";
import { type Drawing, parseDrawing } from "./drawings.js";
import type { OmniglotOptions } from "./omniglot-options.js";
import { splitDrawings } from "./omniglot-parts.js";
import { drawProtocol } from "./omniglot-protocol.js";

const licence = "MIT, Copyright (c) 2015 Brenden Lake";

/**
 * Opens Omniglot as a data set: every character is an identity, called `ALPHABET/CHARACTER`.
 *
 * @throws DataError when a set is missing or damaged, a file is called otherwise, or a part is empty
 */
export async function openOmniglot(
  options: OmniglotOptions,
  context: PluginContext,
): Promise<Dataset> {
  const open = (option: "background" | "evaluation") =>
    openIdentityFiles({
      root: resolve(context.directory, options[option]),
      option,
      depth: 2,
      emit: context.emit,
    });
  const background = await open("background");
  const evaluation = await open("evaluation").catch(async (error: unknown) => {
    await background.files.close();
    throw error;
  });
  try {
    return await assemble(background, evaluation, options, context);
  } catch (error) {
    await Promise.all([background.files.close(), evaluation.files.close()]);
    throw error;
  }
}

async function assemble(
  background: IdentityFiles,
  evaluation: IdentityFiles,
  options: OmniglotOptions,
  { directory, emit }: PluginContext,
): Promise<Dataset> {
  const drawings = [
    ...drawingsOf(background).map((drawing) => ({ ...drawing, set: "background" as const })),
    ...drawingsOf(evaluation).map((drawing) => ({ ...drawing, set: "evaluation" as const })),
  ];
  const splits = splitDrawings(drawings, options);
  const identities = Int32Array.from([
    ...background.identities,
    ...evaluation.identities.map((identity) => identity + background.identityNames.length),
  ]);
  const training = describeTraining(splits, drawings, identities);

  const files = joinFiles([background.files, evaluation.files]);
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
  const protocol = (part: "validation" | "test") =>
    drawProtocol({ part, images: splits[part], identities, drawings, options, training, emit });
  return {
    contract: 1,
    name: "Omniglot",
    licence,
    crop,
    identities,
    identityNames: [...background.identityNames, ...evaluation.identityNames],
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

function drawingsOf({ files }: IdentityFiles): Drawing[] {
  return files.paths.map((path) => parseDrawing(path, files.place));
}

function describeTraining(
  splits: DatasetSplits,
  drawings: readonly Drawing[],
  identities: Int32Array,
): string {
  const count = (values: Iterable<number | string>) => new Set(values).size;
  const describe = (part: keyof DatasetSplits) => {
    const images = Array.from(splits[part]);
    const characters = count(images.map((image) => identities[image]));
    const alphabets = count(images.map((image) => drawings[image].alphabet));
    const drawers = images.map((image) => drawings[image].drawer);
    return `${images.length} images of ${characters} characters of ${alphabets} alphabets by drawers ${Math.min(...drawers)} to ${Math.max(...drawers)}`;
  };
  const validation =
    splits.validation.length === 0 ? "" : `; for validation, ${describe("validation")}`;
  return `To train on, this data set has ${describe("train")}${validation}; for the test, ${describe("test")}. No alphabet and no number of a drawer is in two parts.`;
}
