import { Random } from "@multibatch/core";
import { multiplicities } from "../statistics/covariance-trace.js";
import { type Estimate, estimateOf } from "../statistics/interval.js";
import { drawUnits, type UnitSettings } from "./draw-units.js";
import type { ExactGradients } from "./exact-gradient.js";
import type { LossGradients } from "./loss-gradients.js";
import type { StudyPopulation } from "./population.js";
import type { Sensitivities } from "./sensitivities.js";
import { acrossUnits, withinUnits } from "./unit-pairs.js";

/**
 * What the variance over all pairs is made of, for units of K images that are drawn together: K = 1
 * are the images of an independent sample. All are traces, as the variance is.
 *
 * Let b(u, v) be the mean gradient over the pairs across two units and a(u) that over the pairs within
 * one. `ofIdentity` is the part of each that the identity of a unit alone decides, whatever images of
 * it were drawn.
 */
export interface VarianceComponents {
  /** K. */
  readonly unitSize: number;
  /** ζ1 = Var(E[b | one unit]). */
  readonly zeta1: number;
  /** ζ2 = Var(b). */
  readonly zeta2: number;
  /** Var(a); 0 for K = 1, as the next. */
  readonly within: number;
  /** Cov(a, E[b | the same unit]). */
  readonly crossed: number;
  readonly ofIdentity: {
    readonly zeta1: number;
    readonly within: number;
    readonly crossed: number;
  };
}

/** Components with their bootstrap replicates (units resampled). */
export interface MeasuredComponents extends VarianceComponents {
  readonly replicates: readonly VarianceComponents[];
}

/** How much is drawn to measure components. */
export interface ComponentSettings extends UnitSettings {
  readonly replicates: number;
  readonly seed: number;
}

/** What one drawn unit contributes: means over independent halves, so that each product is unbiased. */
type Contribution = Omit<VarianceComponents, "unitSize">;

/**
 * Estimates the components separately from the variance itself, by drawing units and for each of them
 * partners: two partners of one unit share nothing but that unit, so the mean product of their
 * gradients is E‖E[b | unit]‖². Expectations are taken from the exact gradients.
 */
export async function measureComponents(
  gradients: LossGradients,
  population: StudyPopulation,
  sensitivities: Sensitivities,
  exact: ExactGradients,
  unitSize: number,
  settings: ComponentSettings,
): Promise<MeasuredComponents> {
  const random = new Random(settings.seed).fork(`components of ${unitSize}`);
  const { units, halves } = drawUnits(population, unitSize, settings, random);
  const across = await acrossUnits(
    gradients,
    sensitivities,
    units.flatMap(({ unit, partners }) => partners.map((partner) => [unit, partner] as const)),
  );
  const within =
    unitSize > 1
      ? await withinUnits(
          gradients,
          sensitivities,
          units.map(({ unit }) => unit),
        )
      : undefined;
  const means = expectations(population, exact, unitSize);
  const contributions: Contribution[] = [];
  for (let first = 0; first < units.length; first += halves) {
    const drawn = Array.from({ length: halves }, (_, half) => ({
      b: across.slice((first + half) * settings.partners, (first + half + 1) * settings.partners),
      a: within?.[first + half],
    }));
    contributions.push(contributionOf(drawn, means));
  }
  const whole = average(contributions, new Float64Array(contributions.length).fill(1), unitSize);
  const replicates = Array.from({ length: settings.replicates }, (_, b) =>
    average(
      contributions,
      multiplicities(contributions.length, random.fork(`bootstrap ${b}`)),
      unitSize,
    ),
  );
  return { ...whole, replicates };
}

/** The value of a function of the components, with its interval. */
export function estimateFrom(
  components: MeasuredComponents,
  value: (components: VarianceComponents) => number,
): Estimate {
  return estimateOf(value(components), components.replicates.map(value));
}

interface Expectations {
  readonly a: Float64Array;
  readonly b: Float64Array;
}

/** E[a] and E[b]; independent images may also be of one identity, or the same. */
function expectations(
  { identities, imagesEach }: StudyPopulation,
  { same, different }: ExactGradients,
  unitSize: number,
): Expectations {
  if (unitSize > 1) return { a: same, b: different };
  const ofSame = (1 / identities) * (1 - 1 / imagesEach);
  const ofDifferent = 1 - 1 / identities;
  return { a: same, b: different.map((x, q) => ofDifferent * x + ofSame * same[q]) };
}

interface DrawnHalf {
  readonly b: readonly Float64Array[];
  readonly a: Float64Array | undefined;
}

function contributionOf(halves: readonly DrawnHalf[], means: Expectations): Contribution {
  const sums = halves.map(({ b }) => sumOf(b));
  const mean = <T>(values: readonly T[], number: (value: T, index: number) => number) =>
    values.reduce((sum, value, i) => sum + number(value, i), 0) / values.length;
  const count = halves[0].b.length;
  const square = (vectors: readonly Float64Array[]) => mean(vectors, (one) => product(one, one));
  const [mu, nu] = [product(means.b, means.b), product(means.a, means.b)];
  const zeta2 = mean(halves, ({ b }) => square(b)) - mu;
  const zeta1 =
    mean(halves, ({ b }, i) => product(sums[i], sums[i]) - count * square(b)) /
      (count * (count - 1)) -
    mu;
  const withA = halves.every(({ a }) => a !== undefined);
  if (!withA || halves.length < 2) {
    const none = { zeta1: 0, within: 0, crossed: 0 };
    return { zeta1, zeta2, within: 0, crossed: 0, ofIdentity: none };
  }
  const [one, two] = halves.map(({ a }) => a!);
  const sameMean = product(means.a, means.a);
  return {
    zeta1,
    zeta2,
    within: (product(one, one) + product(two, two)) / 2 - sameMean,
    crossed: (product(one, sums[0]) + product(two, sums[1])) / (2 * count) - nu,
    ofIdentity: {
      zeta1: product(sums[0], sums[1]) / (count * count) - mu,
      within: product(one, two) - sameMean,
      crossed: (product(one, sums[1]) + product(two, sums[0])) / (2 * count) - nu,
    },
  };
}

function average(
  contributions: readonly Contribution[],
  times: Float64Array,
  unitSize: number,
): VarianceComponents {
  const mean = (value: (contribution: Contribution) => number) =>
    contributions.reduce((sum, one, i) => sum + times[i] * value(one), 0) / contributions.length;
  return {
    unitSize,
    zeta1: mean((one) => one.zeta1),
    zeta2: mean((one) => one.zeta2),
    within: mean((one) => one.within),
    crossed: mean((one) => one.crossed),
    ofIdentity: {
      zeta1: mean((one) => one.ofIdentity.zeta1),
      within: mean((one) => one.ofIdentity.within),
      crossed: mean((one) => one.ofIdentity.crossed),
    },
  };
}

function sumOf(vectors: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(vectors[0].length);
  for (const vector of vectors) for (let q = 0; q < sum.length; q++) sum[q] += vector[q];
  return sum;
}

/** Mean product over the directions: estimates the inner product of two gradients. */
function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let q = 0; q < a.length; q++) sum += a[q] * b[q];
  return sum / a.length;
}
