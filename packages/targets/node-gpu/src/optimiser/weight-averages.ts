import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import type { NamedVariables } from "../network/weights.js";

/** How weights are averaged over the steps of a run. */
export const averagingSchema = z.strictObject({
  decay: z
    .number()
    .min(0)
    .lt(1)
    .default(0.99)
    .describe("share of the average that stays at each step: the last 1 / (1 − decay) steps count"),
});

export type AveragingOptions = z.output<typeof averagingSchema>;

/**
 * Share of the present weights in their average, in (0, 1]: 1 − decay, and more over the first steps.
 * Averages so begin with what the first step arrived at, without the initial weights, and forget the
 * early steps: at step t about the last t / 9 count, until that is 1 / (1 − decay). 9 is our choice.
 *
 * @param step from 0
 */
export function averagingShare(step: number, { decay }: AveragingOptions): number {
  return Math.max(1 - decay, 9 / (9 + step));
}

/**
 * Exponential moving averages of variables: a ← (1 − s)·a + s·w behind each step (Polyak and Juditsky,
 * 1992, average evenly; the exponential form is that of Tarvainen and Valpola, 2017, section 2).
 *
 * Written as tensor operations with the share as an input, so that an engine which records steps
 * compiles it together with the update.
 */
export class WeightAverages {
  private readonly averages: NamedVariables;

  /** @param variables what is averaged, by a name that is stable between runs */
  constructor(
    private readonly variables: NamedVariables,
    private readonly options: AveragingOptions,
  ) {
    this.averages = new Map(
      [...variables].map(([name, variable]) => [
        name,
        tf.tidy(() => tf.variable(tf.zeros(variable.shape), false)),
      ]),
    );
  }

  /** Takes in what a step arrived at. @param step from 0 */
  observe(step: number): void {
    const share = averagingShare(step, this.options);
    tf.tidy(() => {
      const [stays, comes] = [tf.scalar(1 - share), tf.scalar(share)];
      for (const [name, average] of this.averages) {
        const variable = this.variables.get(name)!;
        average.assign(tf.add(tf.mul(average, stays), tf.mul(variable, comes)));
      }
    });
  }

  /** Exchanges the variables and their averages; a second time, everything is where it was. */
  swap(): void {
    tf.tidy(() => {
      for (const [name, average] of this.averages) {
        const variable = this.variables.get(name)!;
        const present = tf.clone(variable);
        variable.assign(average);
        average.assign(present);
      }
    });
  }

  /** The averages by the names of their variables, zeros before the first step: state to be saved. */
  state(): NamedVariables {
    return this.averages;
  }

  dispose(): void {
    for (const average of this.averages.values()) average.dispose();
  }
}
