import { EngineError } from "@multibatch/core";
import type { Network } from "@multibatch/network";
import type { EngineReport } from "../engine-report.js";
import type { AlignedImage, ImageNetwork } from "../image-network.js";
import { Arena } from "./arena.js";
import { type CompiledNetwork, compileNetwork } from "./compile-network.js";
import { instantiateKernels, type Kernels } from "./kernels.js";

/** Images computed at a time: so many share the weights of fully connected layers. */
const imagesTogether = 4;

/** `x · scale + offset` of pixels 0…255. */
export interface Normalisation {
  readonly scale: number;
  readonly offset: number;
}

/** All that holds memory. */
interface Running extends CompiledNetwork {
  readonly arena: Arena;
  readonly kernels: Kernels;
  /** Where pixels are put before they are normalised. */
  readonly staging: number;
}

/** A network that computes with the kernels in `assembly/`, in one memory of its own. */
export class WasmNetwork implements ImageNetwork {
  private constructor(
    private running: Running | undefined,
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
    return new WasmNetwork({ ...compiled, arena, kernels, staging }, normalisation);
  }

  get report(): EngineReport {
    return {
      name: "own",
      simd: true,
      memoryBytes: this.running?.arena.memory.buffer.byteLength ?? 0,
      plan: this.running?.steps.map(({ name, method }) => ({ name, method })) ?? [],
    };
  }

  /**
   * Embeds images; takes no memory beside the result.
   *
   * @param pixels 0…255, `[n, h, w, c]`
   * @param embeddings `[n, d]`, written
   */
  embed(pixels: Uint8Array | Float32Array, embeddings: Float32Array): void {
    const { running } = this;
    if (!running) throw new EngineError("This network was disposed: load the model again.");
    const { input, output, steps, arena } = running;
    const count = pixels.length / input.elements;
    for (let from = 0; from < count; from += input.capacity) {
      const images = Math.min(input.capacity, count - from);
      const part = pixels.subarray(from * input.elements, (from + images) * input.elements);
      loadPixels(running, this.normalisation, part, images);
      for (const step of steps) step.run(images);
      for (let image = 0; image < images; image++) {
        const values = arena.floats(output.pixel(image, 0, 0), output.elements);
        embeddings.set(values, (from + image) * output.elements);
      }
    }
  }

  align(pixels: Uint8Array | Float32Array): AlignedImage | undefined {
    if (!this.running?.warped) return undefined;
    const { output, warped, arena } = this.running;
    this.embed(pixels, new Float32Array(output.elements));
    const { height, width, channels } = warped.shape;
    const { scale, offset } = this.normalisation;
    const data = new Uint8ClampedArray(warped.elements);
    for (let row = 0; row < height; row++) {
      const values = arena.floats(warped.pixel(0, row, 0), width * channels);
      const colours = values.map((value) => (value - offset) / scale);
      data.set(colours, row * width * channels);
    }
    return { data: new Uint8Array(data.buffer), width, height };
  }

  /** Lets go of the memory. */
  dispose(): void {
    this.running = undefined;
  }
}

/** Normalises pixels into the input tensor. */
function loadPixels(
  { input, arena, kernels, staging }: Running,
  { scale, offset }: Normalisation,
  pixels: Uint8Array | Float32Array,
  images: number,
): void {
  const { height, width, channels } = input.shape;
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
