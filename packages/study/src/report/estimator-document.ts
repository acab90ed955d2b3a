import { number } from "@multibatch/evaluation/page";
import type { EstimatorMeasurements } from "../estimator/estimator-study.js";
import { biasFindings, findingsOf, overallFinding } from "../estimator/findings.js";
import type { Series } from "../estimator/summary.js";
import type { Estimate } from "../statistics/interval.js";
import type { DocumentPart, StudyDocument } from "./document.js";
import { describeState, gainFigure, varianceFigure } from "./estimator-figures.js";

/** Tells a study of the estimator. @param command what makes it again */
export function estimatorDocument(
  study: EstimatorMeasurements,
  all: readonly Series[],
  { created, command }: { readonly created: string; readonly command: string },
): StudyDocument {
  return {
    title: "The Multibatch estimator: variance of the gradient",
    created,
    parts: [
      { type: "paragraph", text: introduction(study) },
      { type: "heading", text: "The answer" },
      { type: "paragraph", text: overallFinding(all) },
      gainTable(all),
      { type: "figures", figures: byState(all).map(gainFigure) },
      { type: "heading", text: "Is it unbiased?" },
      ...bias(all),
      ...byState(all).flatMap((group): DocumentPart[] => [
        { type: "heading", text: `Variance: ${describeState(group[0])}` },
        answers(group),
        { type: "figures", figures: group.map(varianceFigure) },
        varianceTable(group),
      ]),
      { type: "heading", text: "What the variance is made of" },
      componentsText,
      componentsTable(study),
      { type: "heading", text: "Is the instrument right?" },
      ...instrument(study),
      { type: "heading", text: "How it was measured" },
      ...method(study, command),
    ],
  };
}

function introduction({
  dataset,
  identities,
  imagesEach,
  weights,
  options,
}: EstimatorMeasurements) {
  return `The gradient of the loss with respect to all ${weights[0].projection.weights.toLocaleString("en")} trainable weights, at fixed weights, over batches drawn from ${identities} identities × ${imagesEach} images of ${dataset}: its total variance (the trace of its covariance) over all k² − k pairs, and over k/2 pairs of as many images. ${options.draws} batches for each point; intervals are 95 %, by the bootstrap over batches and directions.`;
}

function answers(group: readonly Series[]): DocumentPart {
  return {
    type: "list",
    items: findingsOf(group).map(({ series, words }) => `${series.designLabel}: ${words}`),
  };
}

function gainTable(all: readonly Series[]): DocumentPart {
  return {
    type: "table",
    table: {
      caption:
        "Log-log slopes of the variance, where 1/k becomes the law, and the gain of all pairs.",
      columns: [
        ...seriesColumns,
        { heading: "slope, all pairs", numeric: true },
        { heading: "slope, k/2 pairs", numeric: true },
        { heading: "1/k from k ≈", numeric: true },
        { heading: "gain at k = 64", numeric: true },
        { heading: "gain at k = 256", numeric: true },
        { heading: "predicted", numeric: true },
      ],
      rows: all.map((series) => {
        const at = (k: number) => series.points.find((point) => point.k === k);
        const predicted = at(256)?.predictedGain;
        return [
          ...seriesCells(series),
          interval(series.slopes["all pairs"].whole),
          interval(series.slopes["k/2 pairs"].whole),
          series.turn === undefined ? "" : String(series.turn ?? "never"),
          gainCell(at(64)?.gain),
          gainCell(at(256)?.gain),
          predicted === undefined ? "" : `${predicted.toFixed(1)} ×`,
        ];
      }),
    },
  };
}

function varianceTable(group: readonly Series[]): DocumentPart {
  return {
    type: "table",
    table: {
      caption: `Variance of the gradient, ${describeState(group[0])}.`,
      columns: [
        { heading: "batch" },
        ...["k", "all pairs", "predicted", "k/2 pairs", "gain"].map((heading) => ({
          heading,
          numeric: true,
        })),
      ],
      rows: group.flatMap(({ designLabel, points }) =>
        points.map(({ k, allPairs, predicted, randomPairs, gain }) => [
          designLabel,
          String(k),
          scientific(allPairs),
          predicted ? scientific(predicted) : "",
          scientific(randomPairs),
          gainCell(gain),
        ]),
      ),
    },
  };
}

const componentsText: DocumentPart = {
  type: "paragraph",
  text: "Measured apart from the variance itself, with units of K images: ζ1 is the variance of what one unit decides by itself, ζ2 that of a pair of units. For independent images (K = 1) the variance over all pairs is 2/(k(k−1)) · [2(k−2) ζ1 + ζ2]. With K images of P = k/K identities, pairs across units follow the same law in P, and the pairs within units add a mean over P of them.",
};

function componentsTable({ weights }: EstimatorMeasurements): DocumentPart {
  return {
    type: "table",
    table: {
      caption:
        "Variance components; the last column is the limit of the gain for independent images.",
      columns: [
        { heading: "weights of the network" },
        { heading: "norm" },
        ...["K", "ζ1", "ζ2", "within a unit", "ζ2 / (2 ζ1)"].map((heading) => ({
          heading,
          numeric: true,
        })),
      ],
      rows: weights.flatMap(({ name, norms }) =>
        norms.flatMap(({ norm, components }) =>
          components.map(({ unitSize, zeta1, zeta2, within }) => [
            name,
            norm,
            String(unitSize),
            number(zeta1),
            number(zeta2),
            unitSize === 1 ? "" : number(within),
            unitSize === 1 ? number(zeta2 / (2 * zeta1)) : "",
          ]),
        ),
      ),
    },
  };
}

function bias(all: readonly Series[]): DocumentPart[] {
  const { unbiased, ratio } = biasFindings(all);
  const percentOf = (share: number) => `${(100 * share).toFixed(1)} %`;
  return [
    {
      type: "paragraph",
      text: `The mean of the draws is compared with the exact gradient over all pairs of the population, in all directions at once. Of ${unbiased.tests} tests of estimators that are unbiased by their construction, ${percentOf(unbiased.belowFivePercent)} have p < 0.05 (5 % are to be expected); the smallest p is ${number(unbiased.smallest)}, where ${number(Math.min(1, 0.05 / unbiased.tests))} would be needed to stand out among so many.`,
    },
    {
      type: "list",
      items: [
        "Uniform weights, independent images: both estimators have the mean over all pairs of the population, an image with itself included (which has no gradient).",
        "Uniform weights, P × K: the expectation has (K − 1)/(k − 1) of its weight on same pairs, more than the population, and it depends on k: all pairs and k/2 pairs of one batch share it, batches of different sizes do not.",
        "Balanced weights, P × K, and k/2 pairs of which half are same: ½ the mean over same pairs and ½ that over different ones, for every k.",
        `Balanced weights, independent images: a ratio of chance counts, and where a batch has no same pair the different ones have all the weight. It is biased in small batches: ${percentOf(ratio.belowFivePercent)} of ${ratio.tests} tests have p < 0.05.`,
      ],
    },
    {
      type: "table",
      table: {
        caption:
          "Tests of unbiasedness at the smallest and at the largest k: p, and the bias as a share of the gradient's length.",
        columns: [
          ...seriesColumns,
          ...["k", "p, all pairs", "bias", "p, k/2 pairs", "bias"].map((heading) => ({
            heading,
            numeric: true,
          })),
        ],
        rows: all.flatMap((series) =>
          [series.points[0], series.points[series.points.length - 1]].map(({ k, bias }) => [
            ...seriesCells(series),
            String(k),
            ...(["all pairs", "k/2 pairs"] as const).flatMap((estimator) => [
              bias[estimator].pValue.toFixed(3),
              bias[estimator].relativeBias.toFixed(2),
            ]),
          ]),
        ),
      },
    },
  ];
}

function instrument({ instrument, weights }: EstimatorMeasurements): DocumentPart[] {
  return [
    {
      type: "paragraph",
      text: "Kernels of two standard normal numbers with known variances, sent through the same code: x·y is degenerate (ζ1 = 0, 1/k²), (x − y)² is not (ζ1 = 2, ζ2 = 8, 1/k).",
    },
    {
      type: "table",
      table: {
        caption: "Known and measured variances.",
        columns: [
          { heading: "kernel" },
          { heading: "estimator" },
          ...["k", "known", "measured", "p of unbiasedness"].map((heading) => ({
            heading,
            numeric: true,
          })),
        ],
        rows: instrument.map(({ kernel, estimator, k, known, measured, biasPValue }) => [
          kernel,
          estimator,
          String(k),
          number(known),
          scientific(measured),
          biasPValue.toFixed(3),
        ]),
      },
    },
    {
      type: "list",
      items: weights.map(
        ({ name, projection }) =>
          `${name} weights: along the directions, the gradient of a batch of ${projection.images} by sensitivities differs from backpropagation by ${(100 * projection.relativeError).toFixed(2)} % of its length; its mean squared component is ${projection.lengthRatio.toFixed(2)} times its squared length (1 but for chance).`,
      ),
    },
  ];
}

function method(study: EstimatorMeasurements, command: string): DocumentPart[] {
  const { options, weights, engine } = study;
  return [
    {
      type: "list",
      items: [
        `The network computes as in inference, so that an embedding depends on its image alone. Its derivatives along ${options.directions} random directions of ±1 in the space of all weights come from central differences, two forward passes each (engine ${engine}); with them the gradient of any batch along the directions costs no further pass, and its mean squared component estimates its squared length without bias.`,
        "The gradient in the embeddings is the loss's own. The gradient in the loss's threshold is not part of it.",
        "k/2 pairs: with uniform weights the very batch, matched at random; with balanced weights as many pairs drawn independently of each other, half of them same.",
        ...weights.flatMap(({ name, norms }) =>
          norms.map(
            ({ norm, calibration }) =>
              `${name} weights, ${norm}: threshold ${number(calibration.threshold)}, halfway between the median same distance ${number(calibration.medianSame)} and the median different one ${number(calibration.medianDifferent)}; margin ${number(calibration.margin)}.`,
          ),
        ),
        `Seed ${options.seed}. Command: ${command}`,
      ],
    },
  ];
}

/** Series of one state, norm and weights together. */
function byState(all: readonly Series[]): Series[][] {
  const groups = new Map<string, Series[]>();
  for (const series of all) {
    const key = describeState(series);
    groups.set(key, [...(groups.get(key) ?? []), series]);
  }
  return [...groups.values()];
}

/** What tells a series from others, for tables. */
const seriesColumns = ["network", "norm", "weights", "batch"].map((heading) => ({ heading }));

function seriesCells({ state, norm, weights, designLabel }: Series): string[] {
  return [state, norm, weights, designLabel];
}

function interval({ value, low, high }: Estimate): string {
  const minus = (x: number) => x.toFixed(2).replace("-", "−");
  return `${minus(value)} (${minus(low)} to ${minus(high)})`;
}

function gainCell(gain: Estimate | undefined): string {
  return gain
    ? `${gain.value.toFixed(1)} × (${gain.low.toFixed(1)} to ${gain.high.toFixed(1)})`
    : "";
}

function scientific({ value, low, high }: Estimate): string {
  return `${short(value)} (${short(low)} to ${short(high)})`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
