import type { Network } from "@multibatch/network";
import { Arena } from "./arena.js";
import { type CompiledNetwork, compileNetwork } from "./compile-network.js";
import { instantiateKernels, type Kernels } from "./kernels.js";

/** Images computed at a time: more would fall out of the caches. */
const imagesTogether = 4;

/** `x · scale + offset` of pixels 0…255. */
export interface Normalisation {
  readonly scale: number;
  readonly offset: number;
}

/** A network that computes with the kernels in `assembly/`, in one memory of its own. */
export class WasmNetwork {
  private constructor(
    private readonly network: CompiledNetwork,
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

  /** Bytes of the memory: weights, tensors and tables. */
  get bytes(): number {
    return this.arena.memory.buffer.byteLength;
  }

  /** The steps in their order, for people. */
  get plan(): readonly { readonly name: string; readonly method: string }[] {
    return this.network.steps;
  }

  /**
   * Embeds images; takes no memory beside the result.
   *
   * @param pixels 0…255, `[n, h, w, c]`
   * @param embeddings `[n, d]`, written
   */
  embed(pixels: Uint8Array | Float32Array, embeddings: Float32Array): void {
    const { input, output, steps } = this.network;
    const count = pixels.length / input.elements;
    for (let from = 0; from < count; from += input.capacity) {
      const images = Math.min(input.capacity, count - from);
      const part = pixels.subarray(from * input.elements, (from + images) * input.elements);
      this.loadPixels(part, images);
      for (const step of steps) step.run(images);
      for (let image = 0; image < images; image++) {
        const values = this.arena.floats(output.pixel(image, 0, 0), output.elements);
        embeddings.set(values, (from + image) * output.elements);
      }
    }
  }

  private loadPixels(pixels: Uint8Array | Float32Array, images: number): void {
    const { input } = this.network;
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
