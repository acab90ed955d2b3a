import { type Series, splitAt } from "./summary.js";

/** The k that gains are told at, as in the paper. */
const tellingSize = 256;

/** A curve's plain answer, in numbers: where is it 1/k², where does it turn to 1/k, what is gained. */
export interface Finding {
  readonly series: Series;
  /** In words, a sentence or two. */
  readonly words: string;
}

/** Puts each curve of a study into words. */
export function findingsOf(all: readonly Series[]): Finding[] {
  return all.map((series) => ({ series, words: `${lawOf(series)} ${gainOf(series)}` }));
}

/** What a slope comes to, between the two laws (our choice of words). */
function lawOfSlope(value: number): string {
  if (value <= -1.8) return `as 1/k² (slope ${slope(value)})`;
  if (value >= -1.2) return `as 1/k (slope ${slope(value)})`;
  return `between 1/k and 1/k² (slope ${slope(value)})`;
}

function lawOf({ slopes, turn, points }: Series): string {
  const { low, high } = slopes["all pairs"];
  const parts = [
    Number.isFinite(low.value) ? `${lawOfSlope(low.value)} up to k = ${splitAt}` : "",
    Number.isFinite(high.value) ? `${lawOfSlope(high.value)} from there` : "",
  ].filter((part) => part !== "");
  const measured = `The variance falls ${parts.join(", ")}.`;
  const [first, last] = [points[0].k, points[points.length - 1].k];
  if (turn === undefined) {
    return `${measured} Balanced weights over independent images are a ratio of chance counts: there is no curve to predict.`;
  }
  if (turn === null) return `${measured} By its components it never turns to 1/k.`;
  const where =
    turn <= first
      ? "smaller than any batch measured"
      : turn > last
        ? "larger than any measured"
        : "";
  return `${measured} By its components the part in 1/k outweighs that in 1/k² from k ≈ ${turn}${where && `, ${where}`}.`;
}

function gainOf({ points }: Series): string {
  const point = points.find(({ k }) => k === tellingSize) ?? points[points.length - 1];
  const { value, low, high } = point.gain;
  return `At k = ${point.k} all pairs have ${value.toFixed(1)} times less variance than k/2 pairs (${low.toFixed(1)} to ${high.toFixed(1)}).`;
}

function slope(value: number, digits = 2): string {
  return value.toFixed(digits).replace("-", "−");
}

/** The study's answer as a whole, in a few sentences. */
export function overallFinding(all: readonly Series[]): string {
  const law = all.filter(({ turn }) => turn !== undefined);
  const slopes = law.map(({ slopes }) => slopes["all pairs"].whole.value);
  const turns = law.flatMap(({ turn }) => (typeof turn === "number" ? [turn] : []));
  const squares = slopes.filter((value) => value <= -1.8).length;
  const designs = [...new Set(all.map(({ designLabel }) => designLabel))];
  const gains = (label: string) =>
    all
      .filter(({ designLabel }) => designLabel === label)
      .flatMap(({ points }) => points.find(({ k }) => k === tellingSize)?.gain.value ?? []);
  const range = (values: readonly number[], digits: number) =>
    values.length === 0
      ? "not measured"
      : `${slope(Math.min(...values), digits)} to ${slope(Math.max(...values), digits)}`;
  return [
    `Over the whole range of k the variance over all pairs falls with a log-log slope of ${range(slopes, 2)}; ${squares === 0 ? "none" : squares} of ${slopes.length} curves ${squares === 1 ? "is" : "are"} at 1/k² (slope −1.8 or steeper).`,
    `The part in 1/k, from what single images decide, outweighs the part in 1/k² from k ≈ ${range(turns, 0)}.`,
    `At k = ${tellingSize} all pairs have less variance than k/2 pairs by a factor of ${designs.map((label) => `${range(gains(label), 1)} for ${label}`).join(", ")}.`,
  ].join(" ");
}

/** How the tests of unbiasedness came out over many points. */
export interface BiasFindings {
  readonly tests: number;
  /** Share of p-values below 0.05: about 0.05 where all are unbiased. */
  readonly belowFivePercent: number;
  readonly smallest: number;
}

/** Counts the tests of estimators that theory holds to be unbiased, and apart those of balanced weights over independent images. */
export function biasFindings(all: readonly Series[]): {
  readonly unbiased: BiasFindings;
  readonly ratio: BiasFindings;
} {
  const pValues = (chosen: (series: Series, estimator: string) => boolean) =>
    all.flatMap((series) =>
      series.points.flatMap(({ bias }) =>
        Object.entries(bias)
          .filter(([estimator]) => chosen(series, estimator))
          .map(([, { pValue }]) => pValue),
      ),
    );
  const isRatio = (series: Series, estimator: string) =>
    series.design === "iid" && series.weights === "balanced" && estimator === "all pairs";
  return {
    unbiased: countBelow(pValues((series, estimator) => !isRatio(series, estimator))),
    ratio: countBelow(pValues(isRatio)),
  };
}

function countBelow(pValues: readonly number[]): BiasFindings {
  return {
    tests: pValues.length,
    belowFivePercent: pValues.filter((p) => p < 0.05).length / Math.max(1, pValues.length),
    smallest: Math.min(...pValues, 1),
  };
}
