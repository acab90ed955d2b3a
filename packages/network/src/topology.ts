import { ModelFolderError } from "@multibatch/core";
import { z } from "zod";

/** A layer as tfjs-layers describes it. */
export interface LayerDescription {
  readonly name: string;
  /** Class as tfjs names it, for example `Conv2D`. */
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Names of the layers whose outputs it takes. */
  readonly inputs: readonly string[];
}

/** The layers of a network, each behind those that it depends on. */
export interface Topology {
  readonly layers: readonly LayerDescription[];
  /** Layer whose output is the network's. */
  readonly output: string;
}

const configSchema = z.looseObject({ name: z.string() });
const nodeSchema = z.tuple([z.string(), z.number(), z.number()]).rest(z.unknown());
const layerSchema = z.looseObject({ class_name: z.string(), config: configSchema });
const functionalSchema = z.looseObject({
  layers: z.array(layerSchema.extend({ inbound_nodes: z.array(z.array(nodeSchema)) })),
  input_layers: z.array(nodeSchema).length(1),
  output_layers: z.array(nodeSchema).length(1),
});
const sequentialSchema = z.union([
  z.array(layerSchema),
  z.looseObject({ layers: z.array(layerSchema) }).transform(({ layers }) => layers),
]);
const modelSchema = z.looseObject({ class_name: z.string(), config: z.unknown() });
const topologySchema = z.union([
  z.looseObject({ model_config: modelSchema }).transform(({ model_config }) => model_config),
  modelSchema,
]);

/** Name of the images where a network has no input layer of its own. */
const implicitInput = "images";

/**
 * Reads a network with one input and one output from the topology of tfjs-layers, functional or
 * sequential.
 *
 * @throws ModelFolderError when it is neither
 */
export function readTopology(json: unknown): Topology {
  try {
    const { class_name: className, config } = topologySchema.parse(json);
    return className === "Sequential" ? sequential(config) : functional(config);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    throw new ModelFolderError(
      `model.json describes no network of one input and one output:\n${z.prettifyError(error)}`,
      { cause: error },
    );
  }
}

function sequential(config: unknown): Topology {
  let previous = implicitInput;
  const layers = sequentialSchema.parse(config).map((layer): LayerDescription => {
    const { name } = layer.config;
    const isInput = layer.class_name === "InputLayer";
    const inputs = isInput ? [] : [previous];
    previous = name;
    return { name, className: layer.class_name, config: layer.config, inputs };
  });
  if (layers[0]?.className !== "InputLayer") {
    layers.unshift({ name: implicitInput, className: "InputLayer", config: {}, inputs: [] });
  }
  return { layers, output: previous };
}

function functional(config: unknown): Topology {
  const model = functionalSchema.parse(config);
  const waiting = new Map(
    model.layers.map((layer): [string, LayerDescription] => {
      const { name } = layer.config;
      if (layer.inbound_nodes.length > 1) {
        throw new ModelFolderError(
          `The layer "${name}" is applied ${layer.inbound_nodes.length} times; only layers that are applied once are known.`,
        );
      }
      const inputs = (layer.inbound_nodes[0] ?? []).map(([source]) => source);
      return [name, { name, className: layer.class_name, config: layer.config, inputs }];
    }),
  );
  return { layers: inOrder(waiting), output: model.output_layers[0][0] };
}

/** Puts layers behind their inputs. */
function inOrder(waiting: Map<string, LayerDescription>): LayerDescription[] {
  const ordered: LayerDescription[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter(({ inputs }) =>
      inputs.every((name) => !waiting.has(name)),
    );
    if (ready.length === 0) {
      throw new ModelFolderError(
        `The layers ${[...waiting.keys()].map((name) => `"${name}"`).join(", ")} wait for each other.`,
      );
    }
    for (const layer of ready) {
      ordered.push(layer);
      waiting.delete(layer.name);
    }
  }
  return ordered;
}
