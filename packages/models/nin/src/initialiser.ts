import type { Random } from "@multibatch/core";
import * as layers from "@tensorflow/tfjs-layers";
import type { NinOptions } from "./nin-options.js";

type Initialiser = ReturnType<typeof layers.initializers.varianceScaling>;

/**
 * Standard deviation of a standard normal number that is redrawn until it is within ±2. tfjs draws
 * its 'normal' weights so but leaves their deviation uncorrected; over ten layers that would take
 * the signal down to a quarter.
 */
const truncatedDeviation = 0.87962566103423978;

/**
 * Initialiser of weights: He et al. 2015 (variance 2 / inputs, made for ReLU) or Glorot and Bengio
 * 2010 (variance 2 / (inputs + outputs)).
 *
 * @param gain factor on the standard deviation
 */
export function initialiser(
  kind: NinOptions["initialiser"],
  random: Random,
  gain = 1,
): Initialiser {
  const normal = kind.endsWith("normal");
  const he = kind.startsWith("he");
  return layers.initializers.varianceScaling({
    scale: (he ? 2 : 1) * (gain / (normal ? truncatedDeviation : 1)) ** 2,
    mode: he ? "fanIn" : "fanAvg",
    distribution: normal ? "normal" : "uniform",
    seed: seedFrom(random),
  });
}

/** A seed for tfjs: never 0, which tfjs takes for 'no seed'. */
export function seedFrom(random: Random): number {
  return 1 + random.integer(0x7fffffff);
}
