import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import type { Crop, Random } from "@multibatch/core";
import type { AugmentationOptions } from "./augmentation-options.js";
import { drawVariations } from "./draw-variations.js";
import { varyImages } from "./vary-images.js";
import type { VaryTask } from "./vary-worker.js";

interface Waiting {
  readonly task: VaryTask;
  readonly resolve: (images: Float32Array) => void;
}

/**
 * Varies and normalises batches in a thread of its own, so that the next batch is made while the
 * engine, which holds the main thread, computes. What comes out follows from the random generator
 * alone. Where a thread cannot be had, batches are made on the spot.
 */
export class Augmenter {
  private worker: Worker | undefined;
  private waiting: Waiting[] = [];

  constructor(
    private readonly crop: Pick<Crop, "height" | "width" | "channels">,
    private readonly options: AugmentationOptions,
  ) {
    this.worker = startWorker();
    this.worker.on("message", (images: Float32Array) => this.settle(images));
    this.worker.on("error", () => this.doWithout());
    this.worker.unref();
  }

  /** Makes a batch: uint8 `[n, h, w, c]` to what the network takes, float32 `[n, h, w, c]`. */
  augment(pixels: Uint8Array, random: Random): Promise<Float32Array> {
    const { height, width, channels } = this.crop;
    const count = pixels.length / (height * width * channels);
    const variations = drawVariations(count, this.crop, this.options, random);
    const task: VaryTask = [pixels, { height, width, channels }, variations];
    const { worker } = this;
    if (worker === undefined) return Promise.resolve(varyImages(...task));
    return new Promise((resolve) => {
      this.waiting.push({ task, resolve });
      // A process must not end while somebody waits.
      worker.ref();
      // A copy of its own: of a part of a larger buffer, a message would copy the whole.
      worker.postMessage([pixels.slice(), task[1], variations]);
    });
  }

  /** Ends the thread; batches that are still waited for are made on the spot. */
  async dispose(): Promise<void> {
    const { worker } = this;
    this.doWithout();
    await worker?.terminate();
  }

  private settle(images: Float32Array): void {
    this.waiting.shift()?.resolve(images);
    if (this.waiting.length === 0) this.worker?.unref();
  }

  private doWithout(): void {
    this.worker = undefined;
    for (const { task, resolve } of this.waiting.splice(0)) resolve(varyImages(...task));
  }
}

function startWorker(): Worker {
  const here = import.meta.url;
  if (!here.endsWith(".ts")) return new Worker(new URL("./vary-worker.js", here));
  // On the sources, as tests run: a worker cannot load TypeScript by itself.
  const jiti = createRequire(here).resolve("jiti");
  const entry = new URL("./vary-worker.ts", here).href;
  const code = `require(${JSON.stringify(jiti)}).createJiti(${JSON.stringify(here)}).import(${JSON.stringify(entry)})`;
  return new Worker(code, { eval: true });
}
