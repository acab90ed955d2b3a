import { type Estimate, estimateOf } from "../statistics/interval.js";
import { logLogSlope } from "../statistics/log-log-slope.js";
import { estimateFrom, type MeasuredComponents } from "./components.js";
import type { PairWeights } from "./designs.js";
import type { EstimatorMeasurements } from "./estimator-study.js";
import type { NormMeasurements, WeightMeasurements } from "./measure-weights.js";
import { predictAllPairs } from "./predict.js";
import type { EstimatorName, VariancePoint } from "./variance-points.js";

/** One k of a series. */
export interface SeriesPoint {
  readonly k: number;
  readonly allPairs: Estimate;
  readonly randomPairs: Estimate;
  /** Variance over k/2 pairs divided by that over all pairs. */
  readonly gain: Estimate;
  /** Of all pairs, from the components; undefined where the theory does not hold. */
  readonly predicted?: Estimate;
  readonly predictedGain?: number;
  readonly bias: Readonly<Record<EstimatorName, VariancePoint["bias"]>>;
}

/** One curve of the study: fixed weights, norm, weights of pairs and design. */
export interface Series {
  readonly state: WeightMeasurements["name"];
  readonly norm: NormMeasurements["norm"];
  readonly weights: PairWeights;
  readonly design: string;
  readonly designLabel: string;
  readonly points: readonly SeriesPoint[];
  /** Log-log slope over all k, over k ≤ 64 and over k ≥ 64. */
  readonly slopes: Readonly<
    Record<
      EstimatorName,
      { readonly whole: Estimate; readonly low: Estimate; readonly high: Estimate }
    >
  >;
  /** ζ1 and ζ2 of independent images, or of units of K images. */
  readonly zeta1: Estimate;
  readonly zeta2: Estimate;
  /** k from which the part in 1/k is the greater one, null for none; undefined where the theory does not hold. */
  readonly turn?: number | null;
}

/** Where the slope is split into a lower and an upper half (our choice). */
export const splitAt = 64;

/** Makes the curves of a study of its measurements. */
export function summariseSeries(study: EstimatorMeasurements): Series[] {
  return study.weights.flatMap((state) =>
    state.norms.flatMap((norm) =>
      (["uniform", "balanced"] as const).flatMap((weights) =>
        study.designs.flatMap(({ name, label }) => {
          const series = seriesOf(study, state, norm, weights, name, label);
          return series ? [series] : [];
        }),
      ),
    ),
  );
}

function seriesOf(
  study: EstimatorMeasurements,
  state: WeightMeasurements,
  norm: NormMeasurements,
  weights: PairWeights,
  design: string,
  designLabel: string,
): Series | undefined {
  const of = (estimator: EstimatorName) =>
    norm.points.filter(
      (point) =>
        point.design === design && point.weights === weights && point.estimator === estimator,
    );
  const all = of("all pairs");
  const random = of("k/2 pairs");
  const unitSize = design === "iid" ? 1 : Number(design.slice(1));
  const components = norm.components.find((one) => one.unitSize === unitSize);
  if (all.length === 0 || !components) return undefined;
  // A ratio whose denominators are chance is no U-statistic.
  const theory = design !== "iid" || weights === "uniform" ? components : undefined;
  const points = all.map((point, i) =>
    seriesPoint(point, random[i], theory, study.identities, unitSize),
  );
  return {
    state: state.name,
    norm: norm.norm,
    weights,
    design,
    designLabel,
    points,
    slopes: { "all pairs": slopesOf(all), "k/2 pairs": slopesOf(random) },
    zeta1: estimateFrom(components, ({ zeta1 }) => zeta1),
    zeta2: estimateFrom(components, ({ zeta2 }) => zeta2),
    turn: theory && turnOf(theory, weights),
  };
}

function seriesPoint(
  all: VariancePoint,
  random: VariancePoint,
  theory: MeasuredComponents | undefined,
  identities: number,
  unitSize: number,
): SeriesPoint {
  const { k, weights } = all;
  const randomPairs = estimateOf(random.variance, random.replicates);
  const gain = estimateOf(
    random.variance / all.variance,
    random.replicates.map((value, b) => value / all.replicates[b]),
  );
  const setting = { k, sameShare: sameShareOf(unitSize, k, weights), identities };
  const predicted = theory && estimateFrom(theory, (one) => predictAllPairs(one, setting).variance);
  return {
    k,
    allPairs: estimateOf(all.variance, all.replicates),
    randomPairs,
    gain,
    ...(predicted && {
      predicted,
      predictedGain:
        (unitSize === 1 && theory ? (2 * theory.zeta2) / k : random.variance) / predicted.value,
    }),
    bias: { "all pairs": all.bias, "k/2 pairs": random.bias },
  };
}

function sameShareOf(unitSize: number, k: number, weights: PairWeights): number {
  return weights === "balanced" ? 0.5 : (unitSize - 1) / (k - 1);
}

function slopesOf(points: readonly VariancePoint[]) {
  const over = (chosen: readonly VariancePoint[]): Estimate => {
    const slope = (variance: (point: VariancePoint) => number) =>
      logLogSlope(chosen.map((point) => ({ x: point.k, y: variance(point) })));
    const replicates = chosen[0]?.replicates ?? [];
    return estimateOf(
      slope((point) => point.variance),
      replicates.map((_, b) => slope((point) => point.replicates[b])),
    );
  };
  return {
    whole: over(points),
    low: over(points.filter(({ k }) => k <= splitAt)),
    high: over(points.filter(({ k }) => k >= splitAt)),
  };
}

/** The smallest k of 2, 3, 4, … units at which the part in 1/k is half of the variance; null where none is. */
function turnOf(components: MeasuredComponents, weights: PairWeights): number | null {
  const { unitSize } = components;
  for (let units = 2; units <= 2 ** 20; units = Math.max(units + 1, Math.floor(units * 1.02))) {
    const k = units * unitSize;
    const { variance, linear } = predictAllPairs(components, {
      k,
      sameShare: sameShareOf(unitSize, k, weights),
      // As if there were no end of identities: what turns is the law, not the population.
      identities: Number.POSITIVE_INFINITY,
    });
    if (linear >= variance / 2) return k;
  }
  return null;
}
