import type { LayersModel } from "@tensorflow/tfjs-layers";

type LayerDescription = readonly [kind: string, ...sizes: number[]];

/** A network in the words of `pytorch_step_gpu.py`. */
export interface NetworkDescription {
  /** Whether the warp aligner `standard` stands before the embedder. */
  readonly aligner: boolean;
  /** Of the embedder: convolutions with a ReLU behind each, poolings of 2×2, the fully connected layer. */
  readonly layers: readonly LayerDescription[];
}

interface LayerConfig {
  readonly filters: number;
  readonly kernelSize: number | readonly number[];
  readonly strides: number | readonly number[];
  readonly units: number;
}

/**
 * Describes the embedder of a network layer by layer, so that PyTorch runs the same one. An aligner is
 * a model of its own before it and is only named.
 *
 * @param aligner whether there is one
 * @throws RangeError on a layer that PyTorch's side does not know
 */
export function describeNetwork(network: LayersModel, aligner: boolean): NetworkDescription {
  const warp = network.layers.findLastIndex((layer) => layer.name.includes("warp"));
  if (aligner !== warp >= 0) throw new RangeError(`The network has ${warp < 0 ? "no" : "a"} warp.`);
  const layers = network.layers.slice(warp + 1).flatMap((layer): LayerDescription[] => {
    const config = layer.getConfig() as unknown as LayerConfig;
    switch (layer.getClassName()) {
      case "InputLayer":
      case "Activation":
      case "Flatten":
        return [];
      case "Conv2D":
        return [["convolution", config.filters, first(config.kernelSize), first(config.strides)]];
      case "MaxPooling2D":
        return [["pool"]];
      case "Dense":
        return [["dense", config.units]];
      default:
        throw new RangeError(
          `PyTorch's side does not know the layer ${layer.name} (${layer.getClassName()}).`,
        );
    }
  });
  return { aligner, layers };
}

const first = (size: number | readonly number[]) => (typeof size === "number" ? size : size[0]);
