import { rmSync } from "node:fs";
import {
  type Comparison,
  DataError,
  type Distance,
  distanceBetween,
  type Embedder,
  imageSize,
  type ModelCard,
} from "@multibatch/core";
import { runProgram } from "./run-program.js";

/** An export, compiled for this machine. */
export class ArmEmbedder implements Embedder {
  private disposed = false;

  /**
   * @param program what `buildProgram` made
   * @param weights path of the weights that belong to it
   * @param scratch folder that is removed on dispose
   */
  constructor(
    readonly card: ModelCard,
    private readonly program: string,
    private readonly weights: string,
    private readonly scratch: string,
  ) {}

  get distance(): Distance {
    return this.card.output.distance;
  }

  /**
   * Embeds images of the card's size.
   *
   * @param pixels uint8 `[n, h, w, c]`
   * @returns float32 `[n, d]`
   * @throws DataError when they are no whole number of images
   */
  async embed(pixels: Uint8Array): Promise<Float32Array> {
    if (this.disposed) {
      throw new DataError(`The model "${this.card.name}" was disposed: load it again to embed.`);
    }
    const size = imageSize(this.card.input.crop);
    if (pixels.length % size !== 0) {
      throw new DataError(
        `${pixels.length} bytes are no whole number of images: the model "${this.card.name}" takes ${size} bytes an image.`,
      );
    }
    const answer = await runProgram(this.program, this.weights, pixels);
    return new Float32Array(answer.buffer, answer.byteOffset, answer.length / 4);
  }

  /** Decodes one image file, brings it to the card's crop and embeds it: float32 `[d]`. */
  async embedFile(file: string | Uint8Array): Promise<Float32Array> {
    // Loaded when it is needed: it is native code.
    const { decodeImage } = await import("@multibatch/images");
    return this.embed(await decodeImage(file, this.card.input.crop));
  }

  /** Compares two embeddings `[d]` with the card's threshold. */
  compare(first: Float32Array, second: Float32Array): Comparison {
    const distance = distanceBetween(first, second, this.distance);
    const threshold = this.card.threshold.value;
    return { distance, threshold, same: distance < threshold };
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    rmSync(this.scratch, { recursive: true, force: true });
  }
}
