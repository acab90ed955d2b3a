import { kernelsBase64 } from "./kernels.wasm.js";

/** The functions in `assembly/`, which say what they do; addresses are bytes in the memory. */
export interface Kernels {
  convolve(
    positions: number,
    tiles: number,
    blocks: number,
    rows: number,
    run: number,
    rowStride: number,
    weights: number,
    finish: number,
    pooled: boolean,
  ): void;
  convolveSingle(
    from: number,
    to: number,
    blocks: number,
    rows: number,
    run: number,
    rowStride: number,
    weights: number,
    finish: number,
  ): void;
  convolveWinograd(
    positions: number,
    patches: number,
    channels: number,
    blocks: number,
    rowStride: number,
    weights: number,
    finish: number,
    pooled: boolean,
    scratch: number,
  ): void;
  winogradScratch(channels: number, blocks: number): number;
  pool(
    positions: number,
    count: number,
    channels: number,
    rows: number,
    columns: number,
    rowStride: number,
    pixelStride: number,
    maximum: boolean,
  ): void;
  activate(rows: number, count: number, length: number, kind: number): void;
  scale(rows: number, count: number, pixels: number, channels: number, factors: number): void;
  add(rows: number, count: number, length: number): void;
  normaliseBytes: Normalise;
  normaliseFloats: Normalise;
  warp(
    from: number,
    height: number,
    width: number,
    rowStride: number,
    channels: number,
    to: number,
    outputHeight: number,
    outputWidth: number,
    outputRowStride: number,
    offsets: number,
    ...matrix: PixelMatrix
  ): void;
}

/** a, b, x0, d, e, y0 of the kernel `warp`. */
export type PixelMatrix = [number, number, number, number, number, number];

type Normalise = (
  from: number,
  to: number,
  rows: number,
  length: number,
  rowStride: number,
  scale: number,
  offset: number,
) => void;

let compiled: Promise<WebAssembly.Module> | undefined;

/**
 * An instance of the kernels over one memory; the code is compiled once.
 *
 * @throws WebAssembly.CompileError where WebAssembly lacks 128-bit SIMD
 */
export async function instantiateKernels(memory: WebAssembly.Memory): Promise<Kernels> {
  compiled ??= WebAssembly.compile(kernelBytes());
  const { exports } = await WebAssembly.instantiate(await compiled, { env: { memory } });
  return exports as unknown as Kernels;
}

/** Whether this machine's WebAssembly has the 128-bit SIMD instructions that the kernels need. */
export function hasSimd(): boolean {
  return WebAssembly.validate(kernelBytes());
}

function kernelBytes(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(kernelsBase64), (letter) => letter.charCodeAt(0));
}
