import { join } from "node:path";
import type { Dataset, ModelCard } from "@multibatch/core";
import {
  type GroupBreakdown,
  type ReportInput,
  renderReport,
  trainingCurves,
} from "@multibatch/evaluation";
import { formatCountedShare } from "../terminal/evaluation-summary.js";
import { countOf, formatDuration, formatNumber, formatPercent } from "../terminal/format.js";
import { choosePairs, type JudgedPair } from "./choose-pairs.js";
import { validationCaveat } from "./choose-protocol.js";
import type { Evaluation } from "./evaluate.js";
import { picturePairs } from "./picture-pairs.js";
import { readHistory } from "./read-history.js";

/** Pairs of each sort that a report shows. */
const shownPairs = 6;

/** What a report is made of. */
export interface ReportSources {
  readonly evaluation: Evaluation;
  readonly pairs: readonly JudgedPair[];
  readonly dataset: Dataset;
  readonly card: ModelCard;
  /** Folder in which the trainer may have left `history.jsonl`. */
  readonly runFolder: string;
  /** Command lines that make the report again. */
  readonly commands: readonly string[];
  /** ISO date and time for the foot of the page. */
  readonly created: string;
}

/** Writes the self-contained HTML page about an evaluation. */
export async function createReport(sources: ReportSources): Promise<string> {
  const { evaluation, pairs, dataset, card, runFolder, created } = sources;
  const { part, model, atCardThreshold, groups, ...verification } = evaluation;
  const history = await readHistory(join(runFolder, "history.jsonl"));
  return renderReport({
    title: `${model.name} on ${verification.dataset}`,
    created,
    trainedOn: describeTrainingData(card),
    caveats: part === "validation" ? [validationCaveat] : [],
    verification,
    threshold: card.threshold,
    metrics: [
      {
        name: "Accuracy at the card's threshold",
        value: formatPercent(atCardThreshold.accuracy),
        explanation: `at ${formatNumber(atCardThreshold.threshold)}, ${formatPercent(atCardThreshold.falseAcceptRate)} of different pairs are accepted and ${formatPercent(atCardThreshold.falseRejectRate)} of same pairs refused`,
      },
      ...groups.flatMap(groupFacts),
    ],
    strips: await picturePairs(choosePairs(pairs, shownPairs), dataset),
    curves: history ? trainingCurves(history) : [],
    training: trainingFacts(card),
    cost: card.cost,
    // The same JSON; only the report's type is not readonly.
    configuration: card.training.config as ReportInput["configuration"],
    versions: card.training.versions,
    commands: [...sources.commands],
  });
}

/** A row for each group: where one of them fares worse, it must be seen. */
function groupFacts({ attribute, groups }: GroupBreakdown) {
  return groups.map(({ group, accuracy, falseAccepts, falseRejects }) => ({
    name: `Accuracy, ${attribute} ${group}`,
    value: formatCountedShare(accuracy),
    explanation: `${countOf(accuracy.of, "pair")} within the group, at the thresholds of the folds; different pairs accepted: ${formatCountedShare(falseAccepts)}; same pairs refused: ${formatCountedShare(falseRejects)}`,
  }));
}

function describeTrainingData({ data }: ModelCard): string {
  return `${countOf(data.trainingImages, "image")} of ${countOf(data.trainingIdentities, "identity", "identities")} of ${data.name} (licence: ${data.licence})`;
}

function trainingFacts({ training, data }: ModelCard) {
  return [
    { name: "Steps", value: formatNumber(training.steps) },
    {
      name: "Best step",
      value: formatNumber(training.bestStep),
      explanation: "its weights were kept",
    },
    { name: "Time", value: formatDuration(training.seconds) },
    { name: "Engine", value: `${training.engine}, ${countOf(training.threads, "thread")}` },
    { name: "Seed", value: String(training.seed) },
    { name: "Unreadable images", value: formatNumber(data.unreadableImages) },
  ];
}
