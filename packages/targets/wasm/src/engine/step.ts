import type { Arena } from "./arena.js";
import type { Kernels } from "./kernels.js";
import type { StoredImages } from "./stored-image.js";

/** Part of the way from images to embeddings; takes no memory when it runs. */
export interface Step {
  /** Name of the layer. */
  readonly name: string;
  /** How it is computed, for people. */
  readonly method: string;
  /** @param images number of images from the first, up to the capacity of the tensors */
  run(images: number): void;
}

/** What steps are made from. */
export interface StepContext {
  readonly kernels: Kernels;
  readonly arena: Arena;
  /** Where the tensor of a name is. */
  tensor(name: string): StoredImages;
}

/** A network, or an instruction set, that this engine has no code for; another one may. */
export class UnsupportedNetworkError extends Error {
  override readonly name = "UnsupportedNetworkError";
}
