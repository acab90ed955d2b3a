import { Random } from "@multibatch/core";
import { type BiasTest, testBias } from "../statistics/bias-test.js";
import { bootstrapTraces, covarianceTrace, type Draws } from "../statistics/covariance-trace.js";

/** What draws of an estimator came to. */
export interface Measured {
  /** Total variance: trace of the covariance of the gradient. */
  readonly variance: number;
  /** Bootstrap replicates of the variance. */
  readonly replicates: readonly number[];
  readonly bias: BiasTest;
}

/** How much is drawn. */
export interface MeasureSettings {
  /** Draws of each estimator. */
  readonly draws: number;
  /** Bootstrap samples. */
  readonly replicates: number;
  readonly seed: number;
}

/** An estimator: one draw of the gradient along the directions, `[r]`. */
export type DrawEstimator<Name extends string> = (
  random: Random,
) => Promise<Readonly<Record<Name, Float64Array>>> | Readonly<Record<Name, Float64Array>>;

/**
 * Draws estimators side by side, over the same data, and takes their variance and their bias.
 *
 * @param label names the random numbers, so that each measurement has its own
 * @param targets the expectation that each is to have
 */
export async function measureEstimators<Name extends string>(
  label: string,
  draw: DrawEstimator<Name>,
  targets: Readonly<Record<Name, Float64Array>>,
  { draws, replicates, seed }: MeasureSettings,
  onDraw: () => void = () => {},
): Promise<Record<Name, Measured>> {
  const names = Object.keys(targets) as Name[];
  const drawn = Object.fromEntries(names.map((name) => [name, [] as Float64Array[]])) as Record<
    Name,
    Float64Array[]
  >;
  const random = new Random(seed).fork(label);
  for (let i = 0; i < draws; i++) {
    const result = await draw(random.fork(`draw ${i}`));
    for (const name of names) drawn[name].push(result[name]);
    onDraw();
  }
  const summarise = (name: Name, values: Draws): Measured => ({
    variance: covarianceTrace(values),
    replicates: bootstrapTraces(values, { replicates, seed, label: `${label} ${name}` }),
    bias: testBias(values, targets[name], { replicates: 999, seed }),
  });
  return Object.fromEntries(names.map((name) => [name, summarise(name, drawn[name])])) as Record<
    Name,
    Measured
  >;
}
