/** One use of a layer's output: name of the layer, which use of the layer, which output, arguments. */
export type TensorReference = [layer: string, node: number, output: number, ...rest: unknown[]];

/** A layer as `model.json` describes it. */
export interface LayerDescription {
  readonly name: string;
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** For each use of the layer, the tensors that it takes. */
  readonly inbound_nodes: readonly (readonly TensorReference[])[];
}

/** A network as `model.json` describes it: layers in an order in which they can be computed. */
export interface Topology {
  readonly class_name: string;
  readonly config: {
    readonly name: string;
    readonly layers: readonly LayerDescription[];
    readonly input_layers: readonly TensorReference[];
    readonly output_layers: readonly TensorReference[];
  };
}

/** The layer that a layer takes its only input from, if both are used once and by nothing else. */
export function solePredecessor(
  topology: Topology,
  layer: LayerDescription,
): LayerDescription | undefined {
  const { layers, output_layers } = topology.config;
  if (layer.inbound_nodes.length !== 1 || layer.inbound_nodes[0].length !== 1) return undefined;
  const [[[name]]] = layer.inbound_nodes;
  const uses = layers.flatMap(({ inbound_nodes }) => inbound_nodes.flat());
  const usedOnce = [...uses, ...output_layers].filter(([used]) => used === name).length === 1;
  const found = layers.find((other) => other.name === name);
  return usedOnce && found?.inbound_nodes.length === 1 ? found : undefined;
}

/** Takes a layer out: `replacement` stands in its predecessor's place, and is used in its own. */
export function mergeInto(
  topology: Topology,
  layer: LayerDescription,
  replacement: LayerDescription,
): Topology {
  const redirect = <T extends TensorReference>(reference: T): T =>
    reference[0] === layer.name ? ([replacement.name, ...reference.slice(1)] as T) : reference;
  const { config } = topology;
  return {
    ...topology,
    config: {
      ...config,
      layers: config.layers
        .filter(({ name }) => name !== layer.name)
        .map((other) => (other.name === replacement.name ? replacement : other))
        .map((other) => ({
          ...other,
          inbound_nodes: other.inbound_nodes.map((node) => node.map(redirect)),
        })),
      output_layers: config.output_layers.map(redirect),
    },
  };
}
