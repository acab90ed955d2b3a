import { isLinear } from "./fold-normalisation.js";
import type { LayerDescription } from "./topology.js";

/** Classes of layers that backends of tfjs compute together with an activation. */
const fusing = ["Conv2D", "DepthwiseConv2D", "Dense"];
/** Activations that they compute so. */
const fusable = ["relu", "elu"];

/** The layer that does the work of both: of `layer`, and of an activation behind it; if there is one. */
export function fuseActivation(
  layer: LayerDescription,
  activation: LayerDescription,
): LayerDescription | undefined {
  const name = nameOf(activation);
  if (name === undefined || !fusing.includes(layer.class_name) || !isLinear(layer))
    return undefined;
  return { ...layer, config: { ...layer.config, activation: name } };
}

function nameOf({ class_name, config }: LayerDescription): string | undefined {
  switch (class_name) {
    case "ReLU":
      return (config.max_value ?? null) === null ? "relu" : undefined;
    case "ELU":
      return config.alpha === 1 ? "elu" : undefined;
    case "Activation":
      return fusable.find((name) => name === config.activation);
    default:
      return undefined;
  }
}
