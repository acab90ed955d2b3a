import type { LayersModel } from "@tensorflow/tfjs-layers";
import { ConfigError } from "./errors.js";
import { kernelMultiplyAdds, type ShapedLayer, withoutMultiplyAdds } from "./layer-cost.js";

/** What one layer costs for one image. */
export interface LayerCost {
  readonly name: string;
  /** Class of the layer as tfjs names it, for example `Conv2D`. */
  readonly className: string;
  /** Shape of the output for one image, without the batch: `[h, w, c]` or `[d]`. */
  readonly outputShape: readonly number[];
  /**
   * Multiplications each followed by an addition (MACs): of convolutions and fully connected layers
   * only. Biases, activations, normalisation and pooling count as 0.
   */
  readonly multiplyAdds: number;
  /** 2 × `multiplyAdds`: a multiply-add is two operations. */
  readonly floatingPointOperations: number;
  /** Numbers that are stored with the model, trained or not. */
  readonly parameters: number;
  /** Memory of the output in bytes, as float32. */
  readonly activationBytes: number;
}

/** What a network costs for one image. */
export interface ModelCost {
  /** In the order of the model; the layers of a model within the model as `outer/inner`. */
  readonly layers: readonly LayerCost[];
  readonly multiplyAdds: number;
  readonly floatingPointOperations: number;
  readonly parameters: number;
  /** Sum over the layers: what training keeps; inference may reuse memory. */
  readonly activationBytes: number;
  /**
   * Names of layers of unknown classes, counted as 0 multiply-adds. A layer of a class of one's own
   * leaves this list by a method `multiplyAdds(): number`, for one image.
   */
  readonly uncounted: readonly string[];
}

/** A layer that knows its own cost. */
export interface SelfCountingLayer {
  /** Multiply-adds for one image, in one application of the layer. */
  multiplyAdds(): number;
}

type Layer = LayersModel["layers"][number];

/**
 * Counts what a network costs for one image, layer by layer. A layer that is applied several times
 * costs its multiply-adds each time and its parameters once.
 *
 * @throws ConfigError when the size of the input is not fixed
 */
export function costOf(model: LayersModel): ModelCost {
  const uncounted: string[] = [];
  const layers = rowsOf(model, "", uncounted);
  const total = (value: (layer: LayerCost) => number) =>
    layers.reduce((sum, layer) => sum + value(layer), 0);
  return {
    layers,
    multiplyAdds: total((layer) => layer.multiplyAdds),
    floatingPointOperations: total((layer) => layer.floatingPointOperations),
    parameters: total((layer) => layer.parameters),
    activationBytes: total((layer) => layer.activationBytes),
    uncounted,
  };
}

function rowsOf(model: LayersModel, prefix: string, uncounted: string[]): LayerCost[] {
  return model.layers.flatMap((layer) => {
    const name = prefix + layer.name;
    if (isModel(layer)) return rowsOf(layer, `${name}/`, uncounted);
    const applications = applicationsOf(layer, model, name);
    const each = applications.map((application) => multiplyAddsOf(layer, application));
    if (each.includes(undefined)) uncounted.push(name);
    const multiplyAdds = each.reduce<number>((sum, value) => sum + (value ?? 0), 0);
    return {
      name,
      className: layer.getClassName(),
      outputShape: applications[0].output,
      multiplyAdds,
      floatingPointOperations: 2 * multiplyAdds,
      parameters: layer.countParams(),
      activationBytes: applications.reduce((sum, { output }) => sum + 4 * elements(output), 0),
    };
  });
}

function multiplyAddsOf(layer: Layer, application: Application): number | undefined {
  if (isSelfCounting(layer)) return layer.multiplyAdds();
  const className = layer.getClassName();
  const shaped: ShapedLayer = {
    className,
    kernels: layer.weights
      .filter((weight) => weight.originalName.endsWith("kernel"))
      .map((weight) => fixed(weight.shape, layer.name)),
    inputElements: elements(application.input),
    outputElements: elements(application.output),
  };
  return withoutMultiplyAdds.has(className) ? 0 : kernelMultiplyAdds(shaped);
}

/** Shapes of one application of a layer, for one image. */
interface Application {
  readonly input: readonly number[];
  readonly output: readonly number[];
}

/** The applications of a layer that belong to this model; a layer may serve several models. */
function applicationsOf(layer: Layer, model: LayersModel, name: string): Application[] {
  const nodes = layer.inboundNodes.filter((_, index) =>
    model.containerNodes.has(`${layer.name}_ib-${index}`),
  );
  return (nodes.length > 0 ? nodes : layer.inboundNodes.slice(0, 1)).map((node) => ({
    input: fixed(first(node.inputShapes).slice(1), name),
    output: fixed(first(node.outputShapes).slice(1), name),
  }));
}

function first(shapes: Shape | Shape[]): Shape {
  return Array.isArray(shapes[0]) ? shapes[0] : (shapes as Shape);
}

type Shape = (number | null)[];

function fixed(shape: Shape, name: string): number[] {
  return shape.map((size) => {
    if (size === null) {
      throw new ConfigError(
        `The cost of layer "${name}" cannot be counted: its shape [${shape.map((s) => s ?? "?").join(", ")}] is not fixed. Give the network an input of fixed height, width and channels.`,
      );
    }
    return size;
  });
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function isModel(layer: Layer): layer is LayersModel {
  return "layers" in layer && Array.isArray(layer.layers);
}

function isSelfCounting(layer: object): layer is SelfCountingLayer {
  return "multiplyAdds" in layer && typeof layer.multiplyAdds === "function";
}
