import {
  type Batch,
  type BatchStream,
  DataError,
  type Dataset,
  type ImageFailure,
  type Json,
} from "@multibatch/core";

/** A batch with its pixels, every one of them readable. */
export interface FedBatch extends Batch {
  /** uint8 `[k, h, w, c]`. */
  readonly pixels: Uint8Array;
  /** State of the sampler after this batch: what a checkpoint keeps. */
  readonly samplerState: Json;
}

const ahead = 2;

/**
 * Reads batches ahead of their use, so that the engine does not wait for decoding.
 *
 * An image that cannot be read is replaced within its batch: by another image of the same identity
 * where the batch has one, else by any other image together with its identity.
 */
export class BatchFeed {
  private readonly queue: Promise<FedBatch>[] = [];
  private readonly failedImages = new Set<number>();

  constructor(
    private readonly dataset: Dataset,
    private readonly stream: BatchStream,
    private readonly onFailure: (failure: ImageFailure) => void,
  ) {}

  /** How many different images could not be read so far. */
  get failures(): number {
    return this.failedImages.size;
  }

  /** The next batch. @throws DataError when not one image of a batch can be read */
  async next(): Promise<FedBatch> {
    while (this.queue.length <= ahead) this.queue.push(this.read());
    return this.queue.shift()!;
  }

  private read(): Promise<FedBatch> {
    const batch = this.stream.next();
    const samplerState = this.stream.state();
    const reading = this.dataset.read(batch.images).then(({ pixels, failed }) => {
      for (const failure of failed) {
        if (this.failedImages.has(failure.image)) continue;
        this.failedImages.add(failure.image);
        this.onFailure(failure);
      }
      const broken = new Set(failed.map((failure) => failure.image));
      return { ...replaceFailed(batch, pixels, broken), samplerState };
    });
    // Whoever takes the batch sees the error; until then Node must not take it for an unhandled one.
    reading.catch(() => {});
    return reading;
  }
}

function replaceFailed(
  batch: Batch,
  pixels: Uint8Array,
  broken: ReadonlySet<number>,
): Batch & { pixels: Uint8Array } {
  if (broken.size === 0) return { ...batch, pixels };
  const size = pixels.length / batch.images.length;
  const images = batch.images.slice();
  const identities = batch.identities.slice();
  const repaired = pixels.slice();
  const whole = [...images.keys()].filter((position) => !broken.has(images[position]));
  if (whole.length === 0) {
    throw new DataError(
      "Not one image of a batch could be read. See the failed images reported above: is the folder still there?",
    );
  }
  for (const position of images.keys()) {
    if (!broken.has(images[position])) continue;
    const sameIdentity = whole.find((other) => identities[other] === identities[position]);
    const other = sameIdentity ?? whole[position % whole.length];
    images[position] = images[other];
    identities[position] = identities[other];
    repaired.copyWithin(position * size, other * size, (other + 1) * size);
  }
  return { ...batch, images, identities, pixels: repaired };
}
