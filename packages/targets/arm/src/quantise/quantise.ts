import { type ModelCard, ModelFolderError } from "@multibatch/core";
import type { Activating, Convolution, FullyConnected, Layer, Network } from "@multibatch/network";
import type { Ranges } from "./calibrate.js";
import { activate } from "./evaluate.js";

/** Largest absolute value of an integer in a tensor: 12 bits and a sign, the rest is for the sums. */
export const largestInteger = 4095;

/** Weights of a layer as integers. */
export interface IntegerWeights {
  /** `[taps, channels]`. */
  readonly kernel: Int16Array;
  /** `[channels]`. */
  readonly bias: Int32Array;
  /** What a sum is worth: in units of the output, by 2³¹, or as a float where that is one. */
  readonly share: Int32Array | Float32Array;
}

/** A network on integers: the same layers, and what their integers stand for. */
export interface QuantisedNetwork {
  readonly network: Network;
  /** Pixels become `factor · pixel + offset`. */
  readonly image: { readonly factor: number; readonly offset: number };
  /** Tensors that hold floats. */
  readonly floats: ReadonlySet<string>;
  readonly weights: ReadonlyMap<string, IntegerWeights>;
  /** For each activation of its own, what becomes of −4095 … 4095. */
  readonly tables: ReadonlyMap<string, Int16Array>;
}

/**
 * Turns a network into one on 16-bit integers with sums of 32 bits.
 *
 * Each tensor has one scale, each channel of weights its own: as fine as it can be while no sum,
 * whatever the image, leaves 32 bits (|bias| + Σ|weight| · 4095 < 2³¹).
 *
 * @throws ModelFolderError for a layer that is only there in float32
 */
export function quantise(network: Network, card: ModelCard, ranges: Ranges): QuantisedNetwork {
  const { scale, offset } = card.input.normalisation;
  const zero = offset / scale;
  const factor = 2 ** Math.floor(Math.log2(largestInteger / Math.max(-zero, 255 + zero, 1)));
  const image = { factor, offset: Math.round(zero * factor) };

  const warps = network.layers.flatMap(({ kind, inputs }) => (kind === "warp" ? [inputs[1]] : []));
  const floats = new Set([network.output, ...warps]);
  const scales = new Map([[network.input, scale / factor]]);
  const weights = new Map<string, IntegerWeights>();
  const tables = new Map<string, Int16Array>();
  for (const layer of network.layers) {
    const source = scales.get(layer.inputs[0])!;
    if (layer.kind === "convolution" || layer.kind === "fully-connected") {
      const toFloats = floats.has(layer.name);
      demandIntegers(layer, toFloats);
      const range = toFloats ? undefined : ranges.get(layer.name);
      const quantised = quantiseWeights(layer, source, range);
      weights.set(layer.name, quantised.weights);
      scales.set(layer.name, quantised.scale);
    } else if (layer.kind === "activating" && !floats.has(layer.name)) {
      const scale = Math.max(ranges.get(layer.name) ?? 0, Number.MIN_VALUE) / largestInteger;
      tables.set(layer.name, tableOf(layer, source, scale));
      scales.set(layer.name, scale);
    } else if ((layer.kind === "pooling" || layer.kind === "warp") && !floats.has(layer.name)) {
      scales.set(layer.name, source);
    } else {
      throw onlyFloats(
        layer,
        floats.has(layer.name) ? "its output is wanted as floats" : undefined,
      );
    }
  }
  return { network, image, floats, weights, tables };
}

function quantiseWeights(
  { kernel, bias }: Convolution | FullyConnected,
  source: number,
  range: number | undefined,
): { weights: IntegerWeights; scale: number } {
  const channels = bias.length;
  const taps = kernel.length / channels;
  const units = Array.from(bias, (b, c) => {
    let [sum, most] = [0, 0];
    for (let i = c; i < kernel.length; i += channels) {
      sum += Math.abs(kernel[i]);
      most = Math.max(most, Math.abs(kernel[i]));
    }
    // Each rounded weight may be half a unit larger.
    const room = 2 ** 31 - 2 - (taps / 2) * largestInteger;
    const least = (sum * largestInteger + Math.abs(b) / source) / room;
    return Math.max(least, most / 32767) || 1;
  });
  const sums = units.map((unit) => unit * source);
  const scale = Math.max((range ?? 0) / largestInteger, Math.max(...sums) * 1.0001);
  return {
    scale,
    weights: {
      kernel: Int16Array.from(kernel, (weight, i) => Math.round(weight / units[i % channels])),
      bias: Int32Array.from(bias, (b, c) => Math.round(b / sums[c])),
      share:
        range === undefined
          ? Float32Array.from(sums)
          : Int32Array.from(sums, (sum) => Math.round((sum / scale) * 2 ** 31)),
    },
  };
}

/** What an activation makes of each integer. */
function tableOf(layer: Activating, source: number, scale: number): Int16Array {
  const { activation } = layer;
  if (activation.kind === "slopes" && new Set(activation.slopes).size > 1) {
    throw onlyFloats(layer, "its channels have slopes of their own");
  }
  const integers = Float32Array.from(
    { length: 2 * largestInteger + 1 },
    (_, i) => (i - largestInteger) * source,
  );
  return Int16Array.from(activate(activation, integers, 1), (value) =>
    Math.max(-largestInteger, Math.min(largestInteger, Math.round(value / scale))),
  );
}

function demandIntegers(layer: Convolution | FullyConnected, toFloats: boolean): void {
  const { kind } = layer.activation;
  if (kind !== "linear" && (kind !== "relu" || toFloats)) {
    throw onlyFloats(layer, `its activation is ${kind}`);
  }
  if (toFloats && layer.kind === "convolution") {
    throw onlyFloats(layer, "its output is wanted as floats");
  }
}

function onlyFloats({ name, kind }: Layer, reason = "there is no kernel for it"): ModelFolderError {
  return new ModelFolderError(
    `The layer "${name}" (${kind}) cannot be exported in int16: ${reason}. Export it with the precision float32.`,
  );
}
