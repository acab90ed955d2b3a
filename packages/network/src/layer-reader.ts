import { ModelFolderError } from "@multibatch/core";
import type { Layer, Shape } from "./network.js";
import type { LayerDescription } from "./topology.js";
import type { WeightArray } from "./weights.js";

/** What flows from one layer of the model to the next. */
export interface Signal {
  /** Name of the tensor that holds it. */
  readonly tensor: string;
  readonly shape: Shape;
  /** Whether the model sees a vector here; the tensor may still be an image. */
  readonly isVector: boolean;
}

/** What a reader of layers is given. */
export interface ReadContext {
  readonly description: LayerDescription;
  readonly inputs: readonly Signal[];
  /** Weights of this layer by their own name, for example `kernel`. */
  weights(name: string): WeightArray;
}

/** Layers that stand for one of the model's; none for one that only passes on. */
export interface ReadLayers {
  readonly layers: readonly Layer[];
  readonly signal: Signal;
}

/** Translates one class of layers. */
export type LayerReader = (context: ReadContext) => ReadLayers;

/** One layer that makes an image or, from a vector, a vector. */
export function imageLayer(layer: Layer, isVector = false): ReadLayers {
  return { layers: [layer], signal: { tensor: layer.name, shape: layer.shape, isVector } };
}

/** Nothing to compute: the input as it is. */
export function passOn(signal: Signal): ReadLayers {
  return { layers: [], signal };
}

/** The error for a layer that cannot be translated. */
export function unsupported(description: LayerDescription, reason: string): ModelFolderError {
  return new ModelFolderError(
    `The layer "${description.name}" (${description.className}) is not known in this form: ${reason}.`,
  );
}
