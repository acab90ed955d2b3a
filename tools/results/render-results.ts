import type { ResultRecord, Validation } from "./result-record.js";

const preface = `# Results

What was measured, on what, by which command. Made from the records in \`tools/results/records\` by
\`npm run results\`; a test holds this page to them. Accuracies are means ± standard errors, never the
best fold. Multiply-adds are counted once each; a multiply-add is two operations. Where the paper is
silent, which is nearly everywhere, settings are our choice.
`;

/** RESULTS.md as a whole: a table, then what stands behind each row. */
export function renderResults(records: readonly ResultRecord[]): string {
  const sorted = records.toSorted(
    (a, b) => a.dataset.localeCompare(b.dataset) || a.title.localeCompare(b.title),
  );
  const rows = sorted.map((record, index) => tableRow(record, index + 1));
  const table = [
    "| | result | judged on | accuracy, thresholds from the other folds | accuracy at the card's threshold | multiply-adds | image passes | training | date |",
    "|---|---|---|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
  return `${[preface, table, ...sorted.map((record, index) => details(record, index + 1))].join("\n\n")}\n`.replaceAll(
    /\n{3,}/g,
    "\n\n",
  );
}

function tableRow(record: ResultRecord, number: number): string {
  const { crossValidated, atCardThreshold, network, training } = record;
  return `| ${[
    number,
    record.title,
    record.dataset,
    figure(crossValidated),
    figure(atCardThreshold),
    `${(network.multiplyAdds / 1e6).toFixed(2)} M`,
    training.imagePasses.toLocaleString("en"),
    `${duration(training.seconds)}, ${training.engine}`,
    record.date,
  ].join(" | ")} |`;
}

function details(record: ResultRecord, number: number): string {
  const { trainedOn, training, crossValidated, network } = record;
  const facts = [
    record.statement,
    `Trained on ${trainedOn.images.toLocaleString("en")} images of ${trainedOn.identities.toLocaleString("en")} identities of ${trainedOn.name}: ${training.steps.toLocaleString("en")} steps, seed ${training.seed}, ${training.engine} with ${training.threads} threads (${record.machine}). ${(network.parameters / 1e6).toFixed(2)} M parameters.`,
    ...(crossValidated.areaUnderCurve === undefined
      ? []
      : [`Area under the curve ${crossValidated.areaUnderCurve.toFixed(4)}.`]),
    ...(record.learningCurve === undefined ? [] : [curve(record.learningCurve)]),
    ...(record.note === undefined ? [] : [record.note]),
  ];
  return [
    `## ${number}. ${record.title}`,
    facts.join("\n\n"),
    ["```sh", ...record.commands, "```"].join("\n"),
  ].join("\n\n");
}

function curve(points: readonly Validation[]): string {
  const steps = points.map(({ step }) => step.toLocaleString("en"));
  const row = (title: string, cells: readonly string[]) => `| ${[title, ...cells].join(" | ")} |`;
  return [
    row("learning curve, people held out: step", steps),
    `|---|${"---:|".repeat(points.length)}`,
    row(
      "accuracy",
      points.map(({ accuracy }) => `${(100 * accuracy).toFixed(1)} %`),
    ),
    row(
      "area under the curve",
      points.map(({ areaUnderCurve }) => areaUnderCurve.toFixed(3)),
    ),
  ].join("\n");
}

function figure({ accuracy, standardError, pairs, folds }: ResultRecord["crossValidated"]): string {
  const value = `${(100 * accuracy).toFixed(2)} ± ${(100 * standardError).toFixed(2)} %`;
  return `${value} (${pairs.toLocaleString("en")} pairs${folds > 1 ? `, ${folds} folds` : ""})`;
}

function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
