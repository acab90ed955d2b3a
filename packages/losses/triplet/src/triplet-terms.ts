import type { Tensor } from "@tensorflow/tfjs-core";
import type { Penalty } from "./penalty.js";

/** What triplets are formed from: float32 `[k, k]` each. */
export interface TripletBatch {
  readonly distances: Tensor;
  /** 1 where a pair may be an anchor and its same image. */
  readonly same: Tensor;
  /** 1 where a pair may be an anchor and its different image. */
  readonly different: Tensor;
  readonly penalty: Penalty;
}

/** A loss over triplets, and its gradient. */
export interface TripletTerms {
  /** Scalar; 0 where there is no triplet. */
  readonly value: Tensor;
  /** Gradient in the distances, `[k, k]`, row by anchor: not symmetric. */
  readonly slopes: Tensor;
}
