import {
  type Comparison,
  DataError,
  type Distance,
  distanceBetween,
  type Embedder,
  imageSize,
  type ModelCard,
} from "@multibatch/core";
import { decodeFile } from "#platform";
import type { EngineReport } from "./engine-report.js";
import { cropFace, type FaceCropOptions, type FacePlace } from "./image/crop-face.js";
import { cropImage } from "./image/crop-image.js";
import { type ImageLike, isImageLike } from "./image/image-like.js";
import type { AlignedImage, ImageNetwork } from "./image-network.js";
import { probabilityAt } from "./probability.js";

/** What can be embedded: images of the card's size, or whole images that are brought to it. */
export type Embeddable = Uint8Array | Float32Array | ImageLike | readonly ImageLike[];

/** A loaded model. */
export class WasmEmbedder implements Embedder {
  private disposed = false;

  /** @param batchSize images computed without a pause */
  constructor(
    readonly card: ModelCard,
    private readonly network: ImageNetwork,
    private readonly batchSize: number,
  ) {}

  get distance(): Distance {
    return this.card.output.distance;
  }

  /** What computes the embeddings here, and why. */
  get engine(): EngineReport {
    return this.network.report;
  }

  /**
   * Embeds images.
   *
   * @param images pixels 0…255 `[n, h, w, c]` of the card's size, as bytes or floats; or one or more
   * images `{ data, width, height }` of any size, which are brought to the card's crop
   * @returns float32 `[n, d]`
   * @throws DataError when the length is no multiple of one image, or a pixel is not a finite number
   */
  async embed(images: Embeddable): Promise<Float32Array> {
    this.refuseIfDisposed();
    const pixels = this.pixelsOf(images);
    const size = imageSize(this.card.input.crop);
    if (pixels.length % size !== 0) {
      const { height, width, channels } = this.card.input.crop;
      throw new DataError(
        `${pixels.length} numbers are no whole number of images: the model "${this.card.name}" takes ${height} × ${width} × ${channels} = ${size} numbers an image. Bring images to that size and number of channels first, or pass them as { data, width, height }.`,
      );
    }
    if (pixels instanceof Float32Array) refuseStrangeNumbers(pixels, size);
    const count = pixels.length / size;
    const { dimensions } = this.card.output;
    const embeddings = new Float32Array(count * dimensions);
    for (let from = 0; from < count; from += this.batchSize) {
      const to = Math.min(count, from + this.batchSize);
      // Computing blocks the event loop: let others have a turn between batches.
      if (from > 0) await new Promise((resolve) => setTimeout(resolve, 0));
      this.refuseIfDisposed();
      await this.network.embed(
        pixels.subarray(from * size, to * size),
        embeddings.subarray(from * dimensions, to * dimensions),
      );
    }
    return embeddings;
  }

  /**
   * Decodes one image file, brings it to the card's crop and embeds it: float32 `[d]`.
   *
   * @param file path (Node) or address (browsers), its bytes, or a `Blob` such as a picked `File`
   * @throws DataError when it cannot be read or decoded
   */
  async embedFile(file: string | Uint8Array | Blob): Promise<Float32Array> {
    this.refuseIfDisposed();
    return this.embed(await decodeFile(file, this.card.input.crop));
  }

  /**
   * Cuts a face out of an image and brings it to the card's crop, by a box or five landmarks.
   *
   * @returns uint8 `[h, w, c]`, ready for `embed`
   * @throws DataError when the place is no such place, or the image's data do not fit its size
   */
  cropFace(image: ImageLike, place: FacePlace, options?: FaceCropOptions): Uint8Array {
    return cropFace(image, place, this.card.input.crop, options);
  }

  /**
   * One image as the model's learned alignment hands it to the embedder, to look at.
   *
   * @param pixels of the card's size, `[h, w, c]`
   * @returns undefined where the model has no alignment, or runs on stock tfjs
   * @throws DataError when it is not one image
   */
  align(pixels: Uint8Array): AlignedImage | undefined {
    this.refuseIfDisposed();
    const size = imageSize(this.card.input.crop);
    if (pixels.length === size) return this.network.align?.(pixels);
    throw new DataError(`${pixels.length} bytes were given, but one image has ${size}.`);
  }

  /**
   * Compares two embeddings `[d]` with the card's threshold, and by its probability if it has one.
   *
   * @throws RangeError when their lengths differ
   */
  compare(first: Float32Array, second: Float32Array): Comparison {
    const distance = distanceBetween(first, second, this.distance);
    const threshold = this.card.threshold.value;
    const { probability } = this.card;
    return {
      distance,
      threshold,
      same: distance < threshold,
      ...(probability && { probability: probabilityAt(distance, probability) }),
    };
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.network.dispose();
  }

  private pixelsOf(images: Embeddable): Uint8Array | Float32Array {
    if (images instanceof Float32Array || images instanceof Uint8Array) return images;
    const { crop } = this.card.input;
    const list: readonly unknown[] = Array.isArray(images) ? images : [images];
    const pixels = new Uint8Array(list.length * imageSize(crop));
    for (const [i, image] of list.entries()) {
      if (!isImageLike(image)) {
        throw new DataError(
          "Images are pixels (Uint8Array or Float32Array) or objects { data, width, height }; pictures of the browser's become such by readPixels.",
        );
      }
      pixels.set(cropImage(image, crop), i * imageSize(crop));
    }
    return pixels;
  }

  private refuseIfDisposed(): void {
    if (this.disposed) {
      throw new DataError(`The model "${this.card.name}" was disposed: load it again to embed.`);
    }
  }
}

function refuseStrangeNumbers(pixels: Float32Array, size: number): void {
  const wrong = pixels.findIndex((pixel) => !Number.isFinite(pixel));
  if (wrong < 0) return;
  throw new DataError(
    `Number ${wrong % size} of image ${Math.floor(wrong / size)} is ${pixels[wrong]}. Pixels are finite numbers from 0 to 255: look at what made them.`,
  );
}
