import {
  band,
  type Chart,
  dot,
  drawChart,
  type LegendEntry,
  line,
  type Markup,
  marker,
  number,
  type Plot,
  whisker,
} from "@multibatch/evaluation/page";
import type { Series } from "../estimator/summary.js";
import { axisOver, logarithmicAxis } from "./chart-axes.js";

/** A chart with what belongs to it. */
export interface StudyFigure {
  /** Name of its file, without ending. */
  readonly name: string;
  readonly heading: string;
  readonly legend: readonly LegendEntry[];
  readonly chart: Markup;
}

/** Variance by k: measured points, and for all pairs the predicted curve. */
export function varianceFigure(series: Series): StudyFigure {
  const name = `variance-${nameOf(series)}-${series.design}`;
  const { points } = series;
  const sizes = points.map(({ k }) => k);
  const predicted = points.flatMap((point) =>
    point.predicted ? [{ k: point.k, ...point.predicted }] : [],
  );
  const values = points.flatMap(({ allPairs, randomPairs }) => [
    allPairs.low,
    allPairs.high,
    randomPairs.low,
    randomPairs.high,
  ]);
  const first = points[0];
  const chart = drawChart({
    id: name,
    title: `Variance of the gradient, ${describeSeries(series)}`,
    description: points
      .map(
        ({ k, allPairs, randomPairs }) =>
          `At k = ${k}: all pairs ${number(allPairs.value)}, k/2 pairs ${number(randomPairs.value)}.`,
      )
      .join(" "),
    x: axisOver("images in a batch, k", sizes),
    y: logarithmicAxis("variance (trace of the covariance)", values),
    marks: (plot) => [
      ...referenceLines(plot, sizes, first.randomPairs.value),
      band(
        plot,
        predicted.map(({ k, low, high }) => ({ x: k, low: Math.max(low, values[0] / 1e6), high })),
        "same",
      ),
      line(
        plot,
        predicted.map(({ k, value }) => ({ x: k, y: value })),
        "same",
      ),
      ...points.flatMap(({ k, randomPairs }) => measured(plot, k, randomPairs, "different")),
      ...points.flatMap(({ k, allPairs }) => measured(plot, k, allPairs, "same")),
      series.turn && series.turn > sizes[0] && series.turn < sizes.at(-1)!
        ? marker(plot, series.turn, `1/k from k ≈ ${series.turn}`)
        : undefined,
    ],
  });
  const legend = [
    { style: "same", name: predicted.length > 0 ? "all pairs; line: predicted" : "all pairs" },
    { style: "different", name: "k/2 pairs" },
    { style: "chance", name: "slopes 1/k and 1/k²" },
  ];
  return { name, heading: series.designLabel, legend, chart };
}

/** Gain of all pairs over k/2 pairs by k, one curve for each design. */
export function gainFigure(all: readonly Series[]): StudyFigure {
  const name = `gain-${nameOf(all[0])}`;
  const styles = ["same", "different", "third"];
  const sizes = all[0].points.map(({ k }) => k);
  const values = all.flatMap(({ points }) =>
    points.flatMap(({ gain }) => [gain.value, gain.low, gain.high]),
  );
  const chart: Chart = {
    id: name,
    title: `Gain of all pairs, ${describeState(all[0])}`,
    description: all
      .map(
        ({ designLabel, points }) =>
          `${designLabel}: ${points.map(({ k, gain }) => `${number(gain.value)} at k = ${k}`).join(", ")}.`,
      )
      .join(" "),
    x: axisOver("images in a batch, k", sizes),
    y: logarithmicAxis("variance over k/2 pairs ÷ over all pairs", [...values, 1]),
    marks: (plot) =>
      all.flatMap(({ points }, i) => [
        line(
          plot,
          points.map(({ k, gain }) => ({ x: k, y: gain.value })),
          styles[i % styles.length],
        ),
        ...points.flatMap(({ k, gain }) => measured(plot, k, gain, styles[i % styles.length])),
      ]),
  };
  const legend = all.map(({ designLabel }, i) => ({
    style: styles[i % styles.length],
    name: designLabel,
  }));
  return { name, heading: describeState(all[0]), legend, chart: drawChart(chart) };
}

/** The state, norm and weights of a series in words. */
export function describeState({ state, norm, weights }: Series): string {
  const words = { "squared-l2": "squared L2", l2: "L2" } as const;
  return `${words[norm]}, ${weights} weights, ${state === "initial" ? "at initialisation" : "after training"}`;
}

function describeSeries(series: Series): string {
  return `${series.designLabel}, ${describeState(series)}`;
}

function nameOf({ state, norm, weights }: Series): string {
  return `${state}-${norm}-${weights}`;
}

function measured(
  plot: Plot,
  k: number,
  { value, low, high }: { readonly value: number; readonly low: number; readonly high: number },
  style: string,
): Markup[] {
  return [
    whisker(plot, k, low, high, style),
    dot(plot, { x: k, y: value }, style, `k = ${k}: ${number(value)}`),
  ];
}

/** 1/k and 1/k² through the first point of k/2 pairs. */
function referenceLines(plot: Plot, sizes: readonly number[], start: number): Markup[] {
  return [1, 2].map((power) =>
    line(
      plot,
      sizes.map((k) => ({ x: k, y: start * (sizes[0] / k) ** power })),
      "chance",
    ),
  );
}
