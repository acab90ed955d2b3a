import type { Layer, Network } from "@multibatch/network";

/**
 * Makes layers of their own of the activations that are no limits: integers look them up in a table.
 * A maximum before one is the same as behind it, since all of these grow.
 */
export function separateActivations(network: Network): Network {
  return { ...network, layers: network.layers.flatMap(separate) };
}

function separate(layer: Layer): Layer[] {
  if (layer.kind !== "convolution" && layer.kind !== "fully-connected") return [layer];
  const { name, shape, activation } = layer;
  if (activation.kind === "linear" || activation.kind === "relu") return [layer];
  const before = `${name} before its activation`;
  return [
    { ...layer, name: before, activation: { kind: "linear" } },
    { kind: "activating", name, inputs: [before], shape, activation },
  ];
}
