import { number } from "@multibatch/evaluation/page";
import { biasFindings } from "../estimator/findings.js";
import type { Series } from "../estimator/summary.js";
import type { DocumentPart } from "./document.js";
import { seriesCells, seriesColumns } from "./table-cells.js";

/** Tells whether each estimator has the expectation that it should have, and which that is. */
export function biasSection(all: readonly Series[]): DocumentPart[] {
  const { unbiased, ratio } = biasFindings(all);
  const percentOf = (share: number) => `${(100 * share).toFixed(1)} %`;
  return [
    {
      type: "paragraph",
      text: `The mean of the draws is compared with the exact gradient over all pairs of the population, in all directions at once. Of ${unbiased.tests} tests of estimators that are unbiased by their construction, ${percentOf(unbiased.belowFivePercent)} have p < 0.05 (5 % are to be expected; norms and weights share their draws, so that chance comes in clumps); the smallest p is ${number(unbiased.smallest)}, where ${number(Math.min(1, 0.05 / unbiased.tests))} would be needed to stand out among so many.`,
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
