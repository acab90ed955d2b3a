import type { EngineReport } from "./engine-report.js";

/** An image behind the learned alignment. */
export interface AlignedImage {
  /** uint8 `[h, w, c]`. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A network that is ready to embed, on whatever engine. */
export interface ImageNetwork {
  readonly report: EngineReport;
  /**
   * Embeds one batch.
   *
   * @param pixels 0…255, `[n, h, w, c]`, finite
   * @param embeddings `[n, d]`, written
   */
  embed(pixels: Uint8Array | Float32Array, embeddings: Float32Array): void | Promise<void>;
  /**
   * Images as a learned alignment hands them on: uint8 `[h, w, c]` of one image, or undefined where
   * the network has no such layer, or cannot look into it.
   */
  align?(pixels: Uint8Array | Float32Array): AlignedImage | undefined;
  /** Gives all memory back. */
  dispose(): void;
}
