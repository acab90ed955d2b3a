import {
  type Comparison,
  DataError,
  type Distance,
  distanceBetween,
  type Embedder,
  imageSize,
  type ModelCard,
} from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { onBackend, releaseBackend } from "./backend.js";

/** A model on tfjs-backend-wasm. */
export class WasmEmbedder implements Embedder {
  private disposed = false;

  /**
   * @param network takes the card's images, normalised
   * @param batchSize images computed at a time
   */
  constructor(
    readonly card: ModelCard,
    private readonly network: LayersModel,
    private readonly batchSize: number,
  ) {}

  get distance(): Distance {
    return this.card.output.distance;
  }

  async embed(pixels: Uint8Array): Promise<Float32Array> {
    this.refuseIfDisposed();
    const size = imageSize(this.card.input.crop);
    if (pixels.length % size !== 0) {
      const { height, width, channels } = this.card.input.crop;
      throw new DataError(
        `${pixels.length} bytes are no whole number of images: the model "${this.card.name}" takes ${height} × ${width} × ${channels} = ${size} bytes an image. Bring images to that size first, or use embedFile.`,
      );
    }
    const count = pixels.length / size;
    const embeddings = new Float32Array(count * this.card.output.dimensions);
    for (let from = 0; from < count; from += this.batchSize) {
      const to = Math.min(count, from + this.batchSize);
      const part = await this.embedBatch(pixels.subarray(from * size, to * size), to - from);
      embeddings.set(part, from * this.card.output.dimensions);
      // Computing blocks the event loop: let others have a turn between batches.
      if (to < count) await new Promise((resolve) => setTimeout(resolve, 0));
    }
    return embeddings;
  }

  async embedFile(file: string | Uint8Array): Promise<Float32Array> {
    // Loaded when it is needed: it is native code, which a browser does without.
    const { decodeImage } = await import("@multibatch/images");
    return this.embed(await decodeImage(file, this.card.input.crop));
  }

  compare(first: Float32Array, second: Float32Array): Comparison {
    const distance = distanceBetween(first, second, this.distance);
    const threshold = this.card.threshold.value;
    return { distance, threshold, same: distance < threshold };
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.network.dispose();
    releaseBackend();
  }

  private refuseIfDisposed(): void {
    if (this.disposed) {
      throw new DataError(`The model "${this.card.name}" was disposed: load it again to embed.`);
    }
  }

  private embedBatch(pixels: Uint8Array, count: number): Promise<Float32Array> {
    const { crop, normalisation } = this.card.input;
    return onBackend(() => {
      this.refuseIfDisposed();
      return tf.tidy(() => {
        const shape = [count, crop.height, crop.width, crop.channels] as const;
        const values = tf.cast(tf.tensor4d(pixels, [...shape], "int32"), "float32");
        const images = tf.add(tf.mul(values, normalisation.scale), normalisation.offset);
        const embeddings = this.network.predict(images, { batchSize: count }) as tf.Tensor;
        return embeddings.dataSync() as Float32Array;
      });
    });
  }
}
