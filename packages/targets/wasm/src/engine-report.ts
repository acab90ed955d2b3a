/** How a loaded model is computed, and why so. */
export interface EngineReport {
  /** `own`: the kernels of this package; `stock`: tfjs-backend-wasm. */
  readonly name: "own" | "stock";
  /** Whether 128-bit SIMD instructions are used. */
  readonly simd: boolean;
  /** Why the own kernels do not compute this model here; undefined where they do, or were not wanted. */
  readonly reason?: string;
  /** Bytes of WebAssembly memory, shared with all models on the stock engine. */
  readonly memoryBytes: number;
  /** Each step and how it is computed, in their order; empty on the stock engine. */
  readonly plan: readonly { readonly name: string; readonly method: string }[];
}
