import type { Identification } from "../evaluation/identify-people.js";
import { countOf, formatNumber, formatPercent } from "./format.js";

type Row = readonly [string, string];

/** An identification for people: rows of a table. */
export function summariseIdentification(result: Identification): Row[] {
  return [
    ["Data set", result.dataset],
    ["Protocol", result.statement],
    ["Gallery", `${countOf(result.references, "image")}, searched whole for each probe`],
    ...result.rank.map(({ k, value }): Row => [`Rank ${k}`, formatPercent(value)]),
    ...result.precision
      .filter(({ k }) => k > 1)
      .map(({ k, value }): Row => [`Precision at ${k}`, formatPercent(value)]),
    ["R-precision", formatPercent(result.rPrecision)],
    ["MAP@R", formatPercent(result.meanAveragePrecisionAtR)],
    ["MRR", result.meanReciprocalRank.toFixed(4)],
    ...result.openSet.map((point): Row => {
      const { low, high } = point.interval;
      return [
        `FNIR at FPIR ≤ ${Number((point.falsePositiveLimit * 100).toPrecision(12))} %`,
        `${formatPercent(point.falseNegativeIdentificationRate)} (95 %: ${formatPercent(low)} … ${formatPercent(high)}) at distance ${formatNumber(point.threshold)}`,
      ];
    }),
    ...(result.imagesFailed.length > 0
      ? [
          [
            "Left out",
            `${countOf(result.imagesFailed.length, "image")} that cannot be read`,
          ] as const,
        ]
      : []),
  ];
}
