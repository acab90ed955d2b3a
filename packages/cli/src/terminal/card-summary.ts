import type { ModelCard } from "@multibatch/core";
import { countOf, formatCount, formatDuration, formatMetric, formatNumber } from "./format.js";
import { summariseThreshold } from "./threshold-summary.js";

/** What a person wants to know about a fresh model: rows of a table. */
export function summariseCard(card: ModelCard): (readonly [string, string])[] {
  const { cost, training, data } = card;
  return [
    ["Steps", `${formatNumber(training.steps)} (best: ${formatNumber(training.bestStep)})`],
    ...summariseThreshold(card),
    ...Object.entries(card.metrics).map(
      ([name, value]) => [capitalise(name), formatMetric(name, value)] as const,
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

function capitalise(name: string): string {
  const words = name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
