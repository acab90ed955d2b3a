import type { ModelCard } from "@multibatch/core";
import type { ModelFiles } from "@multibatch/network";
import { AffineWarp } from "@multibatch/warp";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { EngineReport } from "../engine-report.js";
import type { ImageNetwork } from "../image-network.js";
import { acquireBackend, heapBytes, onBackend, releaseBackend } from "./backend.js";
import { buildNetwork } from "./build-network.js";

/** A network as tfjs-layers builds it, on tfjs-backend-wasm: knows every layer, at stock speed. */
export class StockNetwork implements ImageNetwork {
  private constructor(
    private readonly network: LayersModel,
    private readonly card: ModelCard,
    private readonly reason: string | undefined,
  ) {}

  /**
   * @param place what errors call the model
   * @param reason why it runs here, for the report
   * @throws ModelFolderError when the files describe no such network
   * @throws EngineError when tfjs-backend-wasm cannot be started
   */
  static async create(files: ModelFiles, place: string, reason?: string): Promise<StockNetwork> {
    // By name, as bundlers drop an import that is there for its effect alone.
    tf.serialization.registerClass(AffineWarp);
    await acquireBackend();
    try {
      return new StockNetwork(await buildNetwork(files, place), files.card, reason);
    } catch (error) {
      releaseBackend();
      throw error;
    }
  }

  get report(): EngineReport {
    return {
      name: "stock",
      simd: tf.env().getBool("WASM_HAS_SIMD_SUPPORT"),
      reason: this.reason,
      memoryBytes: heapBytes(),
      plan: [],
    };
  }

  async embed(pixels: Uint8Array | Float32Array, embeddings: Float32Array): Promise<void> {
    const { crop, normalisation } = this.card.input;
    const count = embeddings.length / this.card.output.dimensions;
    const values = await onBackend(() =>
      tf.tidy(() => {
        const shape = [count, crop.height, crop.width, crop.channels] as const;
        const isBytes = pixels instanceof Uint8Array;
        const raw = tf.tensor4d(pixels, [...shape], isBytes ? "int32" : "float32");
        const scaled = tf.mul(tf.cast(raw, "float32"), normalisation.scale);
        const images = tf.add(scaled, normalisation.offset);
        return (this.network.predict(images, { batchSize: count }) as tf.Tensor).dataSync();
      }),
    );
    embeddings.set(values);
  }

  dispose(): void {
    this.network.dispose();
    releaseBackend();
  }
}
