/**
 * Name of a kernel that an engine may register for its tfjs backend, to update all variables of a step
 * in few calls. Where there is none, the trainer composes the update of stock operations.
 *
 * For variables 0 … n − 1 it takes `weights{i}`, `velocities{i}` and `gradients{i}`, float32 tensors of
 * one shape, and `scales`, float32 `[2]`: the learning rate r, and a factor f on all gradients (1, or
 * less where they are clipped). It computes
 *
 *     v ← momentum · v + (f · g + decay · w)
 *     w ← w − (r · multiplier) · v
 *
 * into new tensors, and returns the weights and velocities in turn: w0, v0, w1, v1, …
 */
export const momentumUpdate = "MomentumUpdate";

/** Attributes of the kernel. */
export interface MomentumUpdateAttributes {
  readonly momentum: number;
  /** One for each variable. */
  readonly variables: readonly MomentumUpdateVariable[];
}

/** How one variable is updated. */
export interface MomentumUpdateVariable {
  /** Pull towards 0. */
  readonly decay: number;
  /** Factor on the learning rate. */
  readonly multiplier: number;
}

/** Names of a variable's inputs. */
export const momentumInputs = (index: number) =>
  ({
    weights: `weights${index}`,
    velocities: `velocities${index}`,
    gradients: `gradients${index}`,
  }) as const;
