import type { Random } from "@multibatch/core";
import * as layers from "@tensorflow/tfjs-layers";
import { z } from "zod";
import { type Activation, energyBehind } from "./activation.js";
import { seedForTfjs } from "./layer-random.js";

/** Names of the distributions of initial weights, for options. */
export const initialiserSchema = z.enum(["he-normal", "he-uniform"]);

/** Distribution of the initial weights. */
export type InitialiserKind = z.output<typeof initialiserSchema>;

type Initialiser = ReturnType<typeof layers.initializers.varianceScaling>;

/**
 * Standard deviation of a standard normal number that is redrawn until it is within ±2. tfjs draws
 * its 'normal' weights so but leaves their deviation uncorrected; over ten layers that would take
 * the signal down to a quarter.
 */
const truncatedDeviation = 0.87962566103423978;

/**
 * Initial weights of a layer with an activation behind it, of mean 0 and variance
 * 1 / (inputs × energy behind the activation), so that the signal neither dies out nor explodes on
 * its way through the layers (He et al. 2015); for ReLU the usual 2 / inputs.
 */
export function hiddenInitialiser(
  kind: InitialiserKind,
  activation: Activation,
  random: Random,
): Initialiser {
  return scaledVariance(kind, 1 / energyBehind[activation], random);
}

/**
 * Initial weights of a linear last layer, of variance scale² / (inputs × dimensions): the mean
 * squared distance of two embeddings is then scale² × the mean squared difference of one feature,
 * whatever the number of dimensions.
 */
export function embeddingInitialiser(
  kind: InitialiserKind,
  { scale, dimensions }: { readonly scale: number; readonly dimensions: number },
  random: Random,
): Initialiser {
  return scaledVariance(kind, scale ** 2 / dimensions, random);
}

/** Weights of variance `scale / inputs`. */
function scaledVariance(kind: InitialiserKind, scale: number, random: Random): Initialiser {
  const normal = kind === "he-normal";
  return layers.initializers.varianceScaling({
    scale: normal ? scale / truncatedDeviation ** 2 : scale,
    mode: "fanIn",
    distribution: normal ? "normal" : "uniform",
    seed: seedForTfjs(random),
  });
}
