import type { Scalar, Tensor1D, Tensor2D, Variable } from "@tensorflow/tfjs-core";
import type { Distance } from "../distance.js";

/** What a loss is computed over, as tensors. */
export interface LossBatch {
  /** Identity of each embedding, int32 `[k]`. */
  readonly identities: Tensor1D;
  /** `"all"` ordered pairs, or a list of positions, int32 `[p, 2]`. */
  readonly pairs: "all" | Tensor2D;
}

/** A pair loss with its own variables, such as a learned threshold. */
export interface Loss {
  readonly contract: 1;
  /** How two embeddings are compared after training: evaluation and runtimes use the same. */
  readonly distance: Distance;
  /** Names of the numbers that `diagnose` returns, in its order. */
  readonly diagnosticNames: readonly string[];
  /** Creates the variables on the active tfjs backend; called once, before `compute`. */
  build(): void;
  /** The variables by name; trained, checkpointed and restored with the network's. */
  variables(): Readonly<Record<string, Variable>>;
  /**
   * The loss of one batch; differentiable in the embeddings and in the variables.
   *
   * @param embeddings float32 `[k, d]`
   * @returns scalar; 0 where there is no pair
   */
  compute(embeddings: Tensor2D, batch: LossBatch): Scalar;
  /**
   * Numbers that tell how training goes, computed beside the loss and not differentiated.
   *
   * @returns float32 `[diagnosticNames.length]`
   */
  diagnose(embeddings: Tensor2D, batch: LossBatch): Tensor1D;
  /** Brings the variables back to where they are allowed; called after each update. */
  constrain?(): void;
  /** Releases the variables. */
  dispose(): void;
}
