import type { ModelCard } from "@multibatch/core";
import { formatNumber, formatPercent } from "./format.js";

/** The threshold of a model and what it costs, as rows of a table. */
export function summariseThreshold({ threshold }: ModelCard): (readonly [string, string])[] {
  const { value, standardError, operatingPoint, falseAcceptRate, falseRejectRate } = threshold;
  const uncertainty = standardError === null ? "" : ` ± ${formatNumber(standardError)}`;
  return [
    ["Threshold", `${formatNumber(value)}${uncertainty}: ${operatingPoint}`],
    [
      "",
      falseAcceptRate === null || falseRejectRate === null
        ? "its error rates were not measured"
        : `there, ${formatPercent(falseAcceptRate)} of different pairs pass as same, ${formatPercent(falseRejectRate)} of same pairs as different`,
    ],
  ];
}
