import { resolve } from "node:path";
import {
  cropSchema,
  type Dataset,
  imageSize,
  type PluginContext,
  type VerificationProtocol,
} from "@multibatch/core";
import {
  createImageReader,
  drawPart,
  fingerprint,
  ImageCache,
  imagesOfIdentities,
} from "@multibatch/images";
import { readAlignments } from "./lfw-alignment.js";
import { type LfwImages, openLfwImages } from "./lfw-images.js";
import { LfwLookup } from "./lfw-lookup.js";
import type { LfwOptions } from "./lfw-options.js";
import { foldsOf, splitPeople } from "./lfw-parts.js";
import { type LfwView, readView } from "./lfw-views.js";

const licence =
  "No licence text: the makers (Huang et al., University of Massachusetts Amherst, TR 07-49, 2007) give LFW out for research; the rights in the pictures lie with their owners.";

/**
 * Opens LFW as a data set.
 *
 * @throws DataError naming the file, and the line of a protocol file, where something is wrong
 */
export async function openLfw(options: LfwOptions, context: PluginContext): Promise<Dataset> {
  const images = await openLfwImages(resolve(context.directory, options.images), context.emit);
  try {
    return await assemble(images, options, context);
  } catch (error) {
    await images.files.close();
    throw error;
  }
}

async function assemble(
  images: LfwImages,
  options: LfwOptions,
  { directory, emit }: PluginContext,
): Promise<Dataset> {
  const view = await readView(options, resolve(directory, options.protocolFiles), emit);
  const lookup = new LfwLookup(images);
  lookup.checkPeople(view.people, view.peopleFile);
  const folds = foldsOf(view, lookup);

  const identityNames = [...new Set(images.names.map((name) => name.person))];
  const identityOf = new Map(identityNames.map((name, identity) => [name, identity]));
  const identities = Int32Array.from(images.names, (name) => identityOf.get(name.person)!);
  const { splitSeed: seed, validation } = options;
  const parts = splitPeople({ view, identityOf, validation, seed });
  const splits = {
    train: imagesOfIdentities(identities, parts.train),
    validation: imagesOfIdentities(identities, parts.validation),
    test: imagesOfIdentities(identities, parts.test),
  };
  const training = `To train on, this data set has ${parts.train.length} people (${splits.train.length} images) of ${view.peopleFile} ${view.whose}who are in none of the pairs of ${view.pairs.file}; ${parts.validation.length} more (${splits.validation.length} images) are held out for validation.`;

  const { height, width, channels, region, fit, template } = options;
  const crop = cropSchema.parse({ height, width, channels, region, fit, template });
  const alignments =
    options.landmarks && (await readAlignments(options.landmarks, { directory, crop, lookup }));
  const cacheFolder = options.cache.folder && resolve(directory, options.cache.folder);
  const cache = await ImageCache.open({
    count: images.files.count,
    imageSize: imageSize(crop),
    options: { ...options.cache, folder: cacheFolder },
    key: cacheFolder && fingerprint(crop, await images.files.stamps()),
    emit,
  });
  const reader = createImageReader({ source: images.files, crop, cache, emit });

  return {
    contract: 1,
    name: "LFW",
    licence,
    crop,
    identities,
    identityNames,
    splits,
    protocols: {
      validation: drawPart({
        part: "validation",
        dataset: "LFW",
        images: splits.validation,
        identityOf: identities,
        options: options.verification,
        seed,
        training,
        emit,
      }),
      test: testProtocol(view, folds, training),
    },
    imageName: reader.imageName,
    read: reader.read,
    fileOf: reader.fileOf,
    ...(alignments && { alignmentOf: (image: number) => alignments.get(image) }),
    close: async () => {
      await reader.close();
      await images.files.close();
    },
  };
}

function testProtocol(
  view: LfwView,
  folds: VerificationProtocol["folds"],
  training: string,
): VerificationProtocol {
  return {
    name: `LFW ${view.pairs.file}`,
    statement: `${view.judged} ${training} ${view.comparison}`,
    folds,
  };
}
