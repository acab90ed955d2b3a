import type { ModelCard } from "@multibatch/core";
import {
  capitalise,
  countOf,
  formatCount,
  formatDuration,
  formatMetric,
  formatNumber,
  wordsOf,
} from "./format.js";
import { summariseThreshold } from "./threshold-summary.js";

/** What a person wants to know about a fresh model: rows of a table. */
export function summariseCard(card: ModelCard): (readonly [string, string])[] {
  const { cost, training, data } = card;
  return [
    ["Steps", `${formatNumber(training.steps)} (best: ${formatNumber(training.bestStep)})`],
    ...summariseThreshold(card),
    ...Object.entries(card.metrics).map(
      ([name, value]) => [capitalise(wordsOf(name)), formatMetric(name, value)] as const,
    ),
    [
      "Cost",
      `${formatCount(cost.multiplyAdds)} multiply-adds per image, ${formatCount(cost.parameters)} parameters`,
    ],
    [
      "Trained on",
      `${countOf(data.trainingImages, "image")} of ${countOf(data.trainingIdentities, "identity", "identities")} of ${data.name}`,
    ],
    [
      "Time",
      `${formatDuration(training.seconds)} on ${training.engine}, ${countOf(training.threads, "thread")}`,
    ],
  ];
}
