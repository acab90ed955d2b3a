import type { LayerDescription } from "./topology.js";

/** Weights of a layer; the output channel is the innermost axis of the kernel. */
export interface KernelWeights {
  readonly kernel: Float32Array;
  /** `[channels]`; undefined where the layer has none. */
  readonly bias?: Float32Array;
}

/** What a batch normalisation does at inference, each `[channels]`; γ and β where it has them. */
export interface Normalisation {
  readonly gamma?: Float32Array;
  readonly beta?: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  readonly epsilon: number;
}

/** The kernel, by class of layer, whose innermost axes are the channels that the layer puts out. */
const kernels = new Map([
  ["Conv2D", "kernel"],
  ["DepthwiseConv2D", "depthwise_kernel"],
  ["SeparableConv2D", "pointwise_kernel"],
  ["Dense", "kernel"],
]);

/**
 * Name of the kernel of `layer` that a normalisation behind it can go into. Undefined where it cannot:
 * an activation comes between, or the normalisation is over another axis than that of the channels.
 *
 * @param rank axes of what the layers put out, the batch included
 */
export function kernelToFoldInto(
  layer: LayerDescription,
  normalisation: LayerDescription,
  rank: number,
): string | undefined {
  const { axis } = normalisation.config;
  const onChannels = axis === -1 || axis === rank - 1;
  const channelsLast = (layer.config.data_format ?? "channels_last") === "channels_last";
  const fits = isLinear(layer) && channelsLast && onChannels;
  return fits ? kernels.get(layer.class_name) : undefined;
}

/**
 * Weights of the layer that does the work of both. Behind w·x + b, the normalisation
 * γ·(y − μ)/√(σ² + ε) + β is s·w·x + (b − μ)·s + β with s = γ/√(σ² + ε); computed in double
 * precision and rounded once.
 */
export function foldNormalisation(
  { kernel, bias }: KernelWeights,
  { gamma, beta, mean, variance, epsilon }: Normalisation,
): Required<KernelWeights> {
  const scale = Array.from(variance, (value, channel) => {
    return (gamma?.[channel] ?? 1) / Math.sqrt(value + epsilon);
  });
  return {
    kernel: kernel.map((value, i) => value * scale[i % scale.length]),
    bias: mean.map((value, channel) => {
      return ((bias?.[channel] ?? 0) - value) * scale[channel] + (beta?.[channel] ?? 0);
    }),
  };
}

/** Whether a layer has no activation of its own. */
export function isLinear({ config }: LayerDescription): boolean {
  return (config.activation ?? "linear") === "linear";
}
