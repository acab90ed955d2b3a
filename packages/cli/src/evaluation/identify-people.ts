import { DataError, type Dataset, type Embedder, type EventSink } from "@multibatch/core";
import {
  dealGallery,
  embedImages,
  type GalleryOptions,
  type IdentificationResult,
  identify,
  type LabelledEmbeddings,
} from "@multibatch/evaluation";
import { checkCrop } from "./check-crop.js";

/** What is judged 1:N. */
export interface IdentificationTask {
  readonly embedder: Embedder;
  readonly dataset: Dataset;
  readonly part: "test" | "validation";
  readonly gallery: GalleryOptions;
  readonly emit: EventSink;
}

/** The content of `identification.json`. */
export interface Identification extends IdentificationResult {
  readonly dataset: string;
  /** What was drawn, in so many words. */
  readonly statement: string;
  readonly imagesFailed: readonly { readonly name: string; readonly reason: string }[];
  readonly model: { readonly name: string; readonly created: string };
}

/** Embeddings that are searched at a time. */
const blockSize = 4096;

/**
 * Draws a gallery and probes from a part of a data set and judges the search.
 *
 * @throws ConfigError when the images are not of the model's size; DataError when the part has no
 * identity with enough images
 */
export async function identifyPeople(task: IdentificationTask): Promise<Identification> {
  const { embedder, dataset, part, emit } = task;
  const { card } = embedder;
  checkCrop(dataset.crop, card);
  const images = dataset.splits[part];
  if (images.length === 0) {
    throw new DataError(
      `The data set ${dataset.name} has no ${part} images to identify. Choose another part, or give it ${part} identities.`,
    );
  }
  const identityOf = (image: number) => dataset.identities[image];
  const deal = dealGallery(images, Array.from(images, identityOf), task.gallery);
  const { dimensions } = card.output;
  const { embeddings, failed } = await embedImages({
    dataset,
    images,
    embed: (pixels) => embedder.embed(pixels),
    dimensions,
    emit,
    phase: `embedding the ${part} images of ${dataset.name}`,
  });
  const labelled = (chosen: readonly number[]): LabelledEmbeddings => {
    const readable = chosen.filter((image) => embeddings.has(image));
    const values = new Float32Array(readable.length * dimensions);
    for (const [row, image] of readable.entries())
      values.set(embeddings.get(image)!, row * dimensions);
    return { embeddings: values, labels: readable.map(identityOf) };
  };
  const result = await identify({
    gallery: blocksOf(deal.gallery).map(labelled),
    probes: labelled([...deal.mated, ...deal.nonMated]),
    dimensions,
    distance: embedder.distance,
  });
  return {
    ...result,
    dataset: dataset.name,
    statement: `The ${part} images. ${deal.statement}`,
    imagesFailed: [...failed.values()].map(({ name, reason }) => ({ name, reason })),
    model: { name: card.name, created: card.created },
  };
}

function blocksOf(images: Int32Array): number[][] {
  return Array.from({ length: Math.ceil(images.length / blockSize) }, (_, block) => [
    ...images.subarray(block * blockSize, (block + 1) * blockSize),
  ]);
}
