import { number } from "@multibatch/evaluation/page";
import type { EstimatorMeasurements } from "../estimator/estimator-study.js";
import { findingsOf, overallFinding } from "../estimator/findings.js";
import type { Series } from "../estimator/summary.js";
import { biasSection } from "./bias-section.js";
import type { DocumentPart, StudyDocument } from "./document.js";
import { describeState, gainFigure, varianceFigure } from "./estimator-figures.js";
import { instrumentSection, methodSection } from "./method-sections.js";
import {
  gainCell,
  interval,
  seriesCells,
  seriesColumns,
  slopeCell,
  varianceCell,
} from "./table-cells.js";

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
      ...biasSection(all),
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
      ...instrumentSection(study),
      { type: "heading", text: "How it was measured" },
      ...methodSection(study, command),
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
  return `The gradient of the loss with respect to all ${weights[0].projection.weights.toLocaleString("en")} trainable weights, at fixed weights, over batches drawn from ${identities} identities × ${imagesEach} images of ${dataset}: its total variance (the trace of its covariance) over all k² − k pairs, and over k/2 pairs of as many images. Batches are of independent images, or of K images each of k/K identities, named by their shape at k = 256. ${options.draws} batches for each point; intervals are 95 %, by the bootstrap over batches and directions.`;
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
        "Log-log slopes of the variance, where 1/k becomes the law, and the gain of all pairs at k = 64 and k = 256, measured and predicted.",
      columns: [
        ...seriesColumns,
        { heading: "slope, all pairs", numeric: true },
        { heading: "k/2 pairs", numeric: true },
        { heading: "1/k from k ≈", numeric: true },
        { heading: "gain at 64", numeric: true },
        { heading: "gain at 256", numeric: true },
        { heading: "predicted", numeric: true },
      ],
      rows: all.map((series) => {
        const at = (k: number) => series.points.find((point) => point.k === k);
        const predicted = at(256)?.predictedGain;
        return [
          ...seriesCells(series),
          interval(series.slopes["all pairs"].whole),
          slopeCell(series.slopes["k/2 pairs"].whole.value),
          series.turn === undefined ? "" : String(series.turn ?? "never"),
          at(64)?.gain.value.toFixed(1) ?? "",
          gainCell(at(256)?.gain),
          predicted?.toFixed(1) ?? "",
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
          varianceCell(allPairs),
          predicted ? varianceCell(predicted) : "",
          varianceCell(randomPairs),
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

/** Series of one state, norm and weights together. */
function byState(all: readonly Series[]): Series[][] {
  const groups = new Map<string, Series[]>();
  for (const series of all) {
    const key = describeState(series);
    groups.set(key, [...(groups.get(key) ?? []), series]);
  }
  return [...groups.values()];
}
