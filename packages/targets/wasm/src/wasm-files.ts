import { createRequire } from "node:module";
import { dirname } from "node:path";

/** Folder of the wasm files in Node, which are found beside the package's own code. */
export function wasmFolder(): string {
  return `${dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"))}/`;
}
