import {
  type Crop,
  DataError,
  type EventSink,
  type ImageBatch,
  type ImageFailure,
  imageSize,
  messageOf,
  silent,
} from "@multibatch/core";
import { concurrencyLimit } from "./concurrency-limit.js";
import { decodeImage } from "./decode-image.js";
import type { ImageCache } from "./image-cache.js";
import { ImageError } from "./image-error.js";

/** Where the image files of a data set come from. */
export interface ImageSource {
  /** Images in the data set. */
  readonly count: number;
  /** Path or name that a person can find an image by. */
  name(image: number): string;
  /** The bytes of an image file. @throws ImageError when they cannot be read */
  bytes(image: number): Promise<Uint8Array>;
}

/** What an image reader works with. */
export interface ImageReaderSetup {
  readonly source: ImageSource;
  readonly crop: Crop;
  /** Closed together with the reader. */
  readonly cache: ImageCache;
  readonly emit?: EventSink;
  /** Images under way at a time, their files in memory; 256 by default. */
  readonly concurrency?: number;
}

/** Reads images of a data set: the methods that a `Dataset` takes over as they are. */
export interface ImageReader {
  /** Path or name that a person can find an image by. @throws RangeError outside `0…count−1` */
  imageName(image: number): string;
  /**
   * Reads images: from the cache, or decoded on libuv's threads. An image that fails is reported
   * once as an event, is in `failed` of every batch, and is never decoded again.
   *
   * @throws RangeError when an index is outside `0…count−1`, before anything is read
   * @throws DataError when the reader is closed
   */
  read(images: ArrayLike<number>): Promise<ImageBatch>;
  /** Bytes of an image's file as it lies there. @throws ImageError when it cannot be read */
  fileOf(image: number): Promise<Uint8Array>;
  /** Waits for what is under way, then closes the cache. */
  close(): Promise<void>;
}

/**
 * A batch or more: while an engine computes, JavaScript stands still, and only what was handed to
 * libuv's threads before goes on. They decode few at a time, whatever waits for them.
 */
const inFlight = 256;

/** Creates a reader over the image files of a data set. */
export function createImageReader(setup: ImageReaderSetup): ImageReader {
  const { source, crop, cache, emit = silent } = setup;
  const limit = concurrencyLimit(setup.concurrency ?? inFlight);
  const size = imageSize(crop);
  const failures = new Map<number, ImageFailure>();
  const underWay = new Map<number, Promise<Uint8Array | undefined>>();
  let closed = false;

  const decode = async (image: number): Promise<Uint8Array> => {
    const kept = await cache.get(image);
    if (kept !== undefined) return kept;
    const pixels = await decodeImage(await source.bytes(image), crop, source.name(image));
    await cache.put(image, pixels);
    return pixels;
  };

  /** Pixels of an image, or undefined where it has failed; one that is asked for twice is decoded once. */
  const load = (image: number): Promise<Uint8Array | undefined> => {
    const running = underWay.get(image);
    if (running !== undefined) return running;
    const loading = limit(() => decode(image))
      .catch((error: unknown) => {
        const failure = failureOf(image, source.name(image), error);
        failures.set(image, failure);
        emit({ type: "image-failed", failure });
        return undefined;
      })
      .finally(() => underWay.delete(image));
    underWay.set(image, loading);
    return loading;
  };

  return {
    imageName: (image) => {
      checkRange([image], source.count);
      return source.name(image);
    },
    read: async (images) => {
      if (closed) throw closedError();
      checkRange(images, source.count);
      const pixels = new Uint8Array(images.length * size);
      const place = (position: number, found: Uint8Array | undefined) => {
        if (found !== undefined) pixels.set(found, position * size);
      };
      const waiting: Promise<void>[] = [];
      for (let i = 0; i < images.length; i++) {
        const kept = cache.peek(images[i]);
        if (kept !== undefined || failures.has(images[i])) place(i, kept);
        else waiting.push(load(images[i]).then((found) => place(i, found)));
      }
      await Promise.all(waiting);
      const distinct = [...new Set(Array.from(images))];
      return { pixels, failed: distinct.flatMap((image) => failures.get(image) ?? []) };
    },
    fileOf: async (image) => {
      if (closed) throw closedError();
      checkRange([image], source.count);
      return source.bytes(image);
    },
    close: async () => {
      closed = true;
      await Promise.all(underWay.values());
      await cache.close();
    },
  };
}

function closedError(): DataError {
  return new DataError("The data set is closed. Open it again to read from it.");
}

function checkRange(images: ArrayLike<number>, count: number): void {
  for (let i = 0; i < images.length; i++) {
    const image = images[i];
    if (!Number.isInteger(image) || image < 0 || image >= count) {
      throw new RangeError(`Image ${image} was asked for; the images are 0…${count - 1}.`);
    }
  }
}

function failureOf(image: number, name: string, error: unknown): ImageFailure {
  const reason =
    error instanceof ImageError
      ? error.reason
      : `Reading failed (${messageOf(error)}). Check the file, or delete it.`;
  return { image, name, reason };
}
