import { type Activation, consumersOf, type Layer, type Network } from "./network.js";

/** What can take over the work of the layer behind it, or undefined where it cannot. */
type Fusion = (first: Layer, second: Layer) => Layer | undefined;

/**
 * Does in one layer what several did: normalisation goes into the weights before it, activations and
 * 2 × 2 maxima into the convolution before them.
 */
export function simplify(network: Network): Network {
  return [foldScaling, fuseActivation, fusePooling].reduce(fuseAll, network);
}

function fuseAll(network: Network, fuse: Fusion): Network {
  let { layers } = network;
  for (const second of network.layers) {
    const first = layers.find(({ name }) => name === second.inputs[0]);
    if (!first || first.name === network.output) continue;
    if (consumersOf(layers, first.name).length > 1) continue;
    const fused = fuse(first, second);
    if (!fused) continue;
    // Under the name of the second, as others take its output.
    layers = layers.flatMap((layer) =>
      layer === first ? [] : layer === second ? [fused] : [layer],
    );
  }
  return { ...network, layers };
}

/** W·x + b, scaled and shifted, is another W'·x + b'. */
const foldScaling: Fusion = (first, second) => {
  if (second.kind !== "scaling") return undefined;
  if (first.kind !== "convolution" && first.kind !== "fully-connected") return undefined;
  if (first.activation.kind !== "linear") return undefined;
  const { scale, offset } = second;
  return {
    ...first,
    name: second.name,
    kernel: first.kernel.map((weight, i) => weight * scale[i % scale.length]),
    bias: first.bias.map((bias, i) => bias * scale[i] + offset[i]),
  };
};

const fuseActivation: Fusion = (first, second) => {
  if (second.kind !== "activating") return undefined;
  if (first.kind !== "convolution" && first.kind !== "fully-connected") return undefined;
  if (first.activation.kind !== "linear") return undefined;
  return { ...first, name: second.name, activation: second.activation };
};

/** The maximum of values that all went through a growing function is that of their maximum. */
const fusePooling: Fusion = (first, second) => {
  if (first.kind !== "convolution" || second.kind !== "pooling") return undefined;
  const { window, stride, padding, mode, shape } = second;
  const isTwoByTwo = [window, stride].every(({ height, width }) => height === 2 && width === 2);
  const isPadded = Object.values(padding).some((size) => size > 0);
  if (first.pooled || mode !== "maximum" || !isTwoByTwo || isPadded) return undefined;
  if (!grows(first.activation)) return undefined;
  return { ...first, name: second.name, shape, pooled: true };
};

function grows(activation: Activation): boolean {
  return activation.kind !== "slopes" || activation.slopes.every((slope) => slope >= 0);
}
