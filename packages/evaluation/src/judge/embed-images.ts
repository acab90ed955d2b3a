import {
  DataError,
  type Dataset,
  type EventSink,
  type ImageBatch,
  type ImageFailure,
  silent,
} from "@multibatch/core";

/** Embeds images that already have the size and colour of the data set: uint8 `[n, h, w, c]` → `[n, d]`. */
export type Embed = (pixels: Uint8Array) => Promise<Float32Array>;

/** What is embedded, and with what. */
export interface ImagesToEmbed {
  readonly dataset: Pick<Dataset, "read" | "imageName">;
  /** Image indices; repeats are embedded once. */
  readonly images: Iterable<number>;
  readonly embed: Embed;
  /** Length d of an embedding. */
  readonly dimensions: number;
  readonly batchSize?: number;
  readonly emit?: EventSink;
  /** Name of the work in progress events. */
  readonly phase?: string;
}

/** Embeddings by image. */
export interface EmbeddedImages {
  /** Embedding `[d]` of each image that could be read. */
  readonly embeddings: ReadonlyMap<number, Float32Array>;
  /** The images that could not be read. */
  readonly failed: ReadonlyMap<number, ImageFailure>;
}

/**
 * Embeds images in batches, each image once, and reads one batch ahead so that the engine does not
 * wait for the disk. An image that cannot be read is reported and left out.
 *
 * @throws DataError when `embed` returns the wrong number of values, or one that is not finite
 */
export async function embedImages(work: ImagesToEmbed): Promise<EmbeddedImages> {
  const { dataset, embed, dimensions, batchSize = 64, emit = silent } = work;
  const phase = work.phase ?? "embedding";
  const images = [...new Set(work.images)].sort((a, b) => a - b);
  const batches = Array.from({ length: Math.ceil(images.length / batchSize) }, (_, i) =>
    images.slice(i * batchSize, (i + 1) * batchSize),
  );
  const embeddings = new Map<number, Float32Array>();
  const failed = new Map<number, ImageFailure>();
  emit({ type: "phase-start", phase, total: images.length, unit: "images" });
  try {
    let ahead = readAhead(dataset, batches[0]);
    for (const [index, batch] of batches.entries()) {
      const { pixels, failed: failures } = await ahead;
      ahead = readAhead(dataset, batches[index + 1]);
      for (const failure of failures) {
        failed.set(failure.image, failure);
        emit({ type: "image-failed", failure });
      }
      const values = await embed(pixels);
      checkCount(values, batch.length, dimensions);
      for (const [row, image] of batch.entries()) {
        if (failed.has(image)) continue;
        const embedding = values.slice(row * dimensions, (row + 1) * dimensions);
        checkFinite(embedding, dataset.imageName(image));
        embeddings.set(image, embedding);
      }
      emit({ type: "phase-progress", phase, done: index * batchSize + batch.length });
    }
  } finally {
    emit({ type: "phase-end", phase });
  }
  return { embeddings, failed };
}

/** Starts to read a batch, if there is one; its error waits until the batch's turn. */
function readAhead(
  dataset: Pick<Dataset, "read">,
  batch: readonly number[] | undefined,
): Promise<ImageBatch> {
  const reading = batch
    ? dataset.read(batch)
    : Promise.resolve({ pixels: new Uint8Array(), failed: [] });
  reading.catch(() => {});
  return reading;
}

function checkCount(values: Float32Array, images: number, dimensions: number): void {
  if (values.length !== images * dimensions) {
    throw new DataError(
      `${images} images gave ${values.length} numbers, expected ${images} × ${dimensions}: the model's dimensions and its card disagree.`,
    );
  }
}

function checkFinite(embedding: Float32Array, name: string): void {
  const wrong = embedding.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new DataError(
      `The embedding of ${name} has ${embedding[wrong]} at position ${wrong}: the model's weights are damaged, or its training went wrong.`,
    );
  }
}
