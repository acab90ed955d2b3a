import type { EngineReport } from "./engine-report.js";

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
  /** Gives all memory back. */
  dispose(): void;
}
