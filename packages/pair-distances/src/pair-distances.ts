import type { Distance, LossBatch } from "@multibatch/core";
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import { blockDistances } from "./block-distances.js";
import { gramDistances } from "./gram-distances.js";
import { listedDistances } from "./listed-distances.js";

/** Distances of pairs, and the way back from a gradient in them to one in the embeddings. */
export interface PairDistances {
  /**
   * @param embeddings float32 `[k, d]`
   * @returns float32 `[k, k]` for all pairs, `[p]` for a list
   */
  distances(embeddings: Tensor2D): Tensor;
  /**
   * @param distances what `distances` returned for these embeddings
   * @param upstream gradient in the distances, of the same shape; for all pairs symmetric
   * @returns gradient in the embeddings, float32 `[k, d]`
   */
  gradient(embeddings: Tensor2D, distances: Tensor, upstream: Tensor): Tensor2D;
}

/** The way to compute the distances of these pairs in this norm. */
export function pairDistances(pairs: LossBatch["pairs"], distance: Distance): PairDistances {
  if (pairs !== "all") return listedDistances(pairs, distance);
  if (distance.norm === "squared-l2" || distance.norm === "l2") return gramDistances(distance);
  return blockDistances(distance);
}
