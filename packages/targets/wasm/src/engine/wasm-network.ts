import { EngineError } from "@multibatch/core";
import type { Network } from "@multibatch/network";
import type { EngineReport } from "../engine-report.js";
import type { AlignedImage, ImageNetwork } from "../image-network.js";
import { Arena } from "./arena.js";
import { type CompiledNetwork, compileNetwork } from "./compile-network.js";
import { instantiateKernels, type Kernels } from "./kernels.js";
import type { StoredImages } from "./stored-image.js";

/** Images computed at a time: more would fall out of the caches. */
const imagesTogether = 4;

/** `x · scale + offset` of pixels 0…255. */
export interface Normalisation {
  readonly scale: number;
  readonly offset: number;
}

/** A network that computes with the kernels in `assembly/`, in one memory of its own. */
export class WasmNetwork implements ImageNetwork {
  private constructor(
    private network: CompiledNetwork | undefined,
    private readonly arena: Arena,
    private readonly kernels: Kernels,
    private readonly staging: number,
    private readonly normalisation: Normalisation,
  ) {}

  /**
   * @throws UnsupportedNetworkError for a layer that has no kernel
   * @throws WebAssembly.CompileError where WebAssembly lacks 128-bit SIMD
   */
  static async create(
    network: Network,
    normalisation: Normalisation,
    capacity = imagesTogether,
  ): Promise<WasmNetwork> {
    const arena = new Arena();
    const kernels = await instantiateKernels(arena.memory);
    const compiled = compileNetwork(network, { arena, kernels }, capacity);
    const staging = arena.take(4 * capacity * compiled.input.elements);
    return new WasmNetwork(compiled, arena, kernels, staging, normalisation);
  }

  get report(): EngineReport {
    return {
      name: "own",
      simd: true,
      memoryBytes: this.arena.memory.buffer.byteLength,
      plan: this.network?.steps.map(({ name, method }) => ({ name, method })) ?? [],
    };
  }

  /**
   * Embeds images; takes no memory beside the result.
   *
   * @param pixels 0…255, `[n, h, w, c]`
   * @param embeddings `[n, d]`, written
   */
  embed(pixels: Uint8Array | Float32Array, embeddings: Float32Array): void {
    if (!this.network) throw new EngineError("This network was disposed: load the model again.");
    const { input, output, steps } = this.network;
    const count = pixels.length / input.elements;
    for (let from = 0; from < count; from += input.capacity) {
      const images = Math.min(input.capacity, count - from);
      const part = pixels.subarray(from * input.elements, (from + images) * input.elements);
      this.loadPixels(part, input, images);
      for (const step of steps) step.run(images);
      for (let image = 0; image < images; image++) {
        const values = this.arena.floats(output.pixel(image, 0, 0), output.elements);
        embeddings.set(values, (from + image) * output.elements);
      }
    }
  }

  align(pixels: Uint8Array | Float32Array): AlignedImage | undefined {
    const { output, warped } = this.network ?? {};
    if (!output || !warped) return undefined;
    this.embed(pixels, new Float32Array(output.elements));
    const { height, width, channels } = warped.shape;
    const { scale, offset } = this.normalisation;
    const data = new Uint8ClampedArray(warped.elements);
    for (let row = 0; row < height; row++) {
      const values = this.arena.floats(warped.pixel(0, row, 0), width * channels);
      data.set(
        values.map((value) => (value - offset) / scale),
        row * width * channels,
      );
    }
    return { data: new Uint8Array(data.buffer), width, height };
  }

  /** Forgets the memory, which goes when nobody holds it any more. */
  dispose(): void {
    this.network = undefined;
  }

  private loadPixels(pixels: Uint8Array | Float32Array, input: StoredImages, images: number): void {
    const { height, width, channels } = input.shape;
    const { scale, offset } = this.normalisation;
    const { arena, kernels, staging } = this;
    const isBytes = pixels instanceof Uint8Array;
    if (isBytes) arena.byteArray(staging, pixels.length).set(pixels);
    else arena.floats(staging, pixels.length).set(pixels);
    const normalise = isBytes ? kernels.normaliseBytes : kernels.normaliseFloats;
    const imageBytes = input.elements * pixels.BYTES_PER_ELEMENT;
    for (let image = 0; image < images; image++) {
      const from = staging + image * imageBytes;
      const to = input.pixel(image, 0, 0);
      normalise(from, to, height, width * channels, input.rowBytes, scale, offset);
    }
  }
}
