import type { Random } from "@multibatch/core";
import * as layers from "@tensorflow/tfjs-layers";
import type { Activation, NinOptions } from "./nin-options.js";

type Initialiser = ReturnType<typeof layers.initializers.varianceScaling>;

/**
 * Mean of f(z)² for a standard normal z: the share of the signal's energy that an activation lets
 * through. (1 + slope²) / 2 for the rectifiers (He et al. 2015, equation 15); for ELU
 * 1 + e²·Φ(−2) − 2·√e·Φ(−1), by integration.
 */
const energyBehind: Readonly<Record<Activation, number>> = {
  relu: 0.5,
  "leaky-relu": (1 + 0.1 ** 2) / 2,
  prelu: (1 + 0.25 ** 2) / 2,
  elu: 0.6449457,
};

/**
 * Standard deviation of a standard normal number that is redrawn until it is within ±2. tfjs draws
 * its 'normal' weights so but leaves their deviation uncorrected; over ten layers that would take
 * the signal down to a quarter.
 */
const truncatedDeviation = 0.87962566103423978;

/**
 * Initial weights of a convolution, of mean 0 and variance 1 / (inputs × energy behind the
 * activation), so that the signal neither dies out nor explodes on its way through the layers (He et
 * al. 2015); for ReLU the usual 2 / inputs.
 */
export function convolutionInitialiser(options: NinOptions, random: Random): Initialiser {
  return scaledVariance(options.initialiser, 1 / energyBehind[options.activation], random);
}

/**
 * Initial weights of the last layer, of variance scale² / (inputs × dimensions): the mean squared
 * distance of two embeddings is then scale² × the mean squared difference of one feature, whatever
 * the number of dimensions.
 */
export function embeddingInitialiser(options: NinOptions, random: Random): Initialiser {
  const scale = options.embeddingScale ?? defaultEmbeddingScale(options);
  return scaledVariance(options.initialiser, scale ** 2 / options.dimensions, random);
}

/**
 * Scales with which training starts at mean squared distances of 1 to 10, in reach of a threshold of
 * 5 to 8: our choice, measured on photographs of faces and on random waves. The features of ReLU
 * share most of their energy from image to image; those of ELU, and normalised ones, differ more.
 */
function defaultEmbeddingScale({ activation, batchNormalisation }: NinOptions): number {
  if (batchNormalisation) return 2.5;
  return activation === "elu" ? 3.5 : 6;
}

function scaledVariance(
  kind: NinOptions["initialiser"],
  scale: number,
  random: Random,
): Initialiser {
  const normal = kind === "he-normal";
  return layers.initializers.varianceScaling({
    scale: normal ? scale / truncatedDeviation ** 2 : scale,
    mode: "fanIn",
    distribution: normal ? "normal" : "uniform",
    seed: seedFrom(random),
  });
}

/** A seed for tfjs: never 0, which tfjs takes for 'no seed'. */
export function seedFrom(random: Random): number {
  return 1 + random.integer(0x7fffffff);
}
