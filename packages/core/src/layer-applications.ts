import type { LayersModel } from "@tensorflow/tfjs-layers";
import { ConfigError } from "./errors.js";

type Layer = LayersModel["layers"][number];

/** Shapes of one application of a layer, for one image. */
export interface Application {
  /** Empty for an input layer. */
  readonly inputs: readonly (readonly number[])[];
  readonly output: readonly number[];
}

/**
 * The applications of a layer that belong to this model; a layer may serve several models.
 *
 * @param name what an error calls the layer
 * @throws ConfigError when a size is open
 */
export function applicationsOf(layer: Layer, model: LayersModel, name: string): Application[] {
  const nodes = layer.inboundNodes.filter((_, index) =>
    model.containerNodes.has(`${layer.name}_ib-${index}`),
  );
  return (nodes.length > 0 ? nodes : layer.inboundNodes.slice(0, 1)).map((node) => ({
    inputs:
      node.inboundLayers.length === 0 ? [] : list(node.inputShapes).map((s) => fixed(s, name)),
    output: fixed(list(node.outputShapes)[0], name),
  }));
}

/** Shapes with the batch in front, one or several. */
function list(shapes: Shape | Shape[]): Shape[] {
  return Array.isArray(shapes[0]) ? (shapes as Shape[]) : [shapes as Shape];
}

type Shape = (number | null)[];

/** A shape without the batch. @throws ConfigError when a size is open */
function fixed(shape: Shape, name: string): number[] {
  return shape.slice(1).map((size) => {
    if (size === null) {
      throw new ConfigError(
        `The cost of layer "${name}" cannot be counted: its shape [${shape.map((size) => size ?? "?").join(", ")}] is not fixed. Give the network an input of fixed height, width and channels.`,
      );
    }
    return size;
  });
}

/** Numbers in an array of this shape. */
export function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
