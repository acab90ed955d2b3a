import type { LayersModel } from "@tensorflow/tfjs-layers";
import { type Application, applicationsOf, elements } from "./layer-applications.js";
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
  /** Bytes of weights, inputs and outputs, as float32: what is read and written at least. */
  readonly trafficBytes: number;
  /**
   * `floatingPointOperations` for each byte of traffic. Where a machine does more operations in the
   * time that it moves a byte, memory is what limits the layer (Williams et al. 2009, 'Roofline').
   */
  readonly arithmeticIntensity: number;
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
  /** Sum over the layers: every one reads its weights and inputs from memory and writes its output. */
  readonly trafficBytes: number;
  /** `floatingPointOperations` for each byte of traffic, over all layers together. */
  readonly arithmeticIntensity: number;
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
  const total = (value: (layer: LayerCost) => number) => sumOf(layers.map(value));
  const floatingPointOperations = total((layer) => layer.floatingPointOperations);
  const trafficBytes = total((layer) => layer.trafficBytes);
  return {
    layers,
    multiplyAdds: total((layer) => layer.multiplyAdds),
    floatingPointOperations,
    parameters: total((layer) => layer.parameters),
    activationBytes: total((layer) => layer.activationBytes),
    trafficBytes,
    arithmeticIntensity: ratio(floatingPointOperations, trafficBytes),
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
    const parameters = layer.countParams();
    const trafficBytes = bytesOf(
      ...applications.map(({ inputs, output }) => {
        // Images are given: whoever reads them first pays for it.
        if (inputs.length === 0) return 0;
        return parameters + elements(output) + sumOf(inputs.map(elements));
      }),
    );
    return {
      name,
      className: layer.getClassName(),
      outputShape: applications[0].output,
      multiplyAdds,
      floatingPointOperations: 2 * multiplyAdds,
      parameters,
      activationBytes: bytesOf(...applications.map(({ output }) => elements(output))),
      trafficBytes,
      arithmeticIntensity: ratio(2 * multiplyAdds, trafficBytes),
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
      .map((weight) => weight.shape as number[]),
    inputElements: sumOf(application.inputs.map(elements)),
    outputElements: elements(application.output),
  };
  return withoutMultiplyAdds.has(className) ? 0 : kernelMultiplyAdds(shaped);
}

/** Bytes of float32 numbers. */
function bytesOf(...counts: readonly number[]): number {
  return 4 * sumOf(counts);
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0);
}

/** 0 where there is nothing to divide by. */
function ratio(amount: number, by: number): number {
  return by === 0 ? 0 : amount / by;
}

function isModel(layer: Layer): layer is LayersModel {
  return "layers" in layer && Array.isArray(layer.layers);
}

function isSelfCounting(layer: object): layer is SelfCountingLayer {
  return "multiplyAdds" in layer && typeof layer.multiplyAdds === "function";
}
