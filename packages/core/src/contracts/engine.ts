import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";

/** Whether an engine can run on this machine, and if not, why and what would help. */
export type Availability =
  | {
      readonly available: true;
      readonly detail: string;
      /** Why it is for those who ask for it by name, and not for `auto`; `auto` may take it where left out. */
      readonly onlyByName?: string;
    }
  | { readonly available: false; readonly reason: string; readonly remedy: string };

/** How an engine is to be started. */
export interface EngineSettings {
  /** Computing threads; by default what the engine holds best. */
  readonly threads?: number;
}

/** How often kernels ran outside the engine's own code, by kernel name. */
export type FallbackCounts = Readonly<Record<string, number>>;

/** A started engine: the active tfjs backend. */
export interface EngineSession {
  /** Name of the tfjs backend, for `tf.setBackend`. */
  readonly backend: string;
  readonly threads: number;
  /** Kernels that fell back to slower code since the start; empty where there is no such thing. */
  fallbacks(): FallbackCounts;
  /**
   * Writes a function of images as an ONNX file, on engines that can: records `forward` once, with
   * the weights that it uses as constants. The engine must be the active backend.
   *
   * @param forward images `[n, h, w, c]` to embeddings `[n, d]`
   * @param imageShape `[h, w, c]`
   */
  exportOnnx?(
    forward: (images: Tensor4D) => Tensor,
    imageShape: readonly [number, number, number],
  ): Promise<OnnxExport>;
  /**
   * Makes a tensor of numbers that the caller gives away and never changes again, on engines for which
   * that saves time: those of a device begin to bring them to its memory, perhaps while it computes
   * the step before; those of this process use them where they lie instead of copying them.
   */
  adopt?(values: Float32Array, shape: readonly number[]): Tensor;
  /** Gives memory and threads back; the backend is removed from tfjs. */
  dispose(): Promise<void>;
}

/** A model written as an ONNX file. */
export interface OnnxExport {
  readonly bytes: Uint8Array;
  readonly opset: number;
  readonly inputName: string;
  readonly outputName: string;
}

/** A way to compute: one tfjs backend. */
export interface Engine {
  readonly contract: 1;
  /** Name that the option `engine` of a trainer takes, for example `onnx`. */
  readonly name: string;
  /** What it is and how it computes, in a line. */
  readonly description: string;
  /** Looks without side effects; never throws. */
  availability(): Promise<Availability>;
  /**
   * Registers the tfjs backend, makes it the active one and waits until it is ready.
   *
   * @throws EngineError when it is not available
   */
  start(settings?: EngineSettings): Promise<EngineSession>;
}
