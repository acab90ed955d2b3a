/** The text of kernels.wasm.ts as it follows from the sources. */
export function compileKernels(): Promise<string>;
