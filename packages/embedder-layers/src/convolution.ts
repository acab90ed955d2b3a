import * as layers from "@tensorflow/tfjs-layers";
import { activationLayer } from "./activation.js";
import { normalisationLayer } from "./batch-normalisation.js";
import type { EmbedderOptions } from "./embedder-options.js";
import { hiddenInitialiser } from "./initialiser.js";
import { randomOfLayer } from "./layer-random.js";

type Layer = layers.LayersModel["layers"][number];

/** Size of a convolution; its padding keeps height and width, divided by the stride. */
export interface ConvolutionShape {
  /** Height and width of the kernel. */
  readonly kernel: number;
  /** Channels that it makes. */
  readonly filters: number;
  /** Step in pixels. */
  readonly stride: number;
}

/** What is chosen for all convolutions of a network alike. */
export type ConvolutionOptions = Pick<
  EmbedderOptions,
  "activation" | "batchNormalisation" | "batchNormalisationMomentum" | "initialiser"
>;

/**
 * The layers of one convolution: itself, the normalisation if one is chosen, and the activation.
 *
 * @param name name of the convolution; the other layers' names begin with it
 * @param seed seed of the network: the weights follow from it and the name
 */
export function convolutionLayers(
  name: string,
  { kernel, filters, stride }: ConvolutionShape,
  options: ConvolutionOptions,
  seed: number,
): Layer[] {
  const { activation, batchNormalisation, batchNormalisationMomentum, initialiser } = options;
  // Inside the convolution an activation is fused with it by the backends that can.
  const fused = !batchNormalisation && (activation === "relu" || activation === "elu");
  const stack: Layer[] = [
    layers.layers.conv2d({
      name,
      kernelSize: kernel,
      filters,
      strides: stride,
      padding: "same",
      // The offset of the normalisation does what a bias would.
      useBias: !batchNormalisation,
      kernelInitializer: hiddenInitialiser(initialiser, activation, randomOfLayer(name, seed)),
      activation: fused ? activation : undefined,
    }),
  ];
  if (batchNormalisation) {
    const momentum = batchNormalisationMomentum;
    stack.push(normalisationLayer(`${name}-normalisation`, momentum));
  }
  if (!fused) stack.push(activationLayer(activation, `${name}-activation`));
  return stack;
}
