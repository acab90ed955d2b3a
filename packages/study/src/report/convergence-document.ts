import { count, percent, plural } from "@multibatch/evaluation/page";
import type { ConvergenceMeasurements } from "../convergence/convergence-study.js";
import type { ConvergenceSummary, Reach, Spread } from "../convergence/convergence-summary.js";
import { describeSetting } from "../convergence/search.js";
import { convergenceFigure } from "./convergence-figures.js";
import type { DocumentPart, StudyDocument } from "./document.js";

/** Tells a study of convergence. @param command what makes it again */
export function convergenceDocument(
  study: ConvergenceMeasurements,
  summary: ConvergenceSummary,
  { created, command }: { readonly created: string; readonly command: string },
): StudyDocument {
  const { options, dataset } = study;
  const last = Math.max(...study.runs.flatMap(({ points }) => points.map(({ images }) => images)));
  return {
    title: "Convergence: all pairs, random pairs, triplets",
    created,
    parts: [
      {
        type: "paragraph",
        text: `Trained on ${dataset} with ${plural(options.seeds.length, "seed")} each: the same data, network, optimiser and ${count(last)} images passed forward. Accuracies are on ${study.judgedOn.runs} Bands and ranges go from the worst seed to the best.`,
      },
      { type: "heading", text: "The answer" },
      { type: "list", items: answers(summary) },
      {
        type: "figures",
        figures: [convergenceFigure(summary, "images"), convergenceFigure(summary, "seconds")],
      },
      { type: "heading", text: "Accuracy" },
      accuracyTable(summary),
      { type: "heading", text: "Effort to reach an accuracy" },
      reachTable(summary),
      ...(study.trials.length > 0
        ? [{ type: "heading", text: "Settings" } as const, trialTable(study, summary)]
        : []),
      { type: "heading", text: "How it was measured" },
      {
        type: "list",
        items: [
          "Arms take turns, seed by seed, so that what slows the machine down for a while slows all. Seconds are those of training steps, reading included and validation left out; on a busy machine trust the images.",
          "An accuracy counts as reached at the first validation that shows it, by a straight line from the validation before.",
          study.trials.length > 0
            ? `Each arm has the setting with the best accuracy by a seed apart${trialNote(study)}, on ${study.judgedOn.trials}`
            : "All arms have the configuration's settings.",
          `Seeds ${options.seeds.join(", ")}. Command: ${command}`,
        ],
      },
    ],
  };
}

function answers({ curves, reaches, baseline }: ConvergenceSummary): string[] {
  const labelOf = (name: string) => curves.find((curve) => curve.name === name)!.label;
  return curves.map(({ name, label, best, setting, failed }) => {
    const own = reaches.filter(({ arm }) => arm === name);
    const highest = own.toSorted((a, b) => b.level - a.level)[0];
    const reach =
      name === baseline || !highest
        ? ""
        : highest.speedUp
          ? ` Its speed-up over ${labelOf(baseline)} to ${percent(highest.level, 1)} is ${times(highest.speedUp.images)} in images and ${times(highest.speedUp.seconds)} in seconds (${highest.reached} of ${highest.seeds} seeds reach it).`
          : ` It does not reach ${percent(highest.level, 1)}.`;
    const chosen = setting === undefined ? "" : ` with ${describeSetting(setting)}`;
    const failures = failed > 0 ? ` ${plural(failed, "training")} failed.` : "";
    return `${label}: best accuracy ${range(best)}${chosen}.${failures}${reach}`;
  });
}

function accuracyTable({ curves }: ConvergenceSummary): DocumentPart {
  const columns = curves.map(({ label }) => ({ heading: label, numeric: true }));
  return {
    type: "table",
    table: {
      caption: "Accuracy by images passed forward: mean over the seeds, worst and best.",
      columns: [{ heading: "images", numeric: true }, ...columns],
      rows: longest(curves).map(({ images }) => [
        count(images),
        ...curves.map(({ points }) => {
          const point = points.find((one) => one.images === images);
          return point ? range(point.accuracy) : "";
        }),
      ]),
    },
  };
}

/** The points of the arm that has most of them. */
function longest(curves: ConvergenceSummary["curves"]) {
  return curves.toSorted((a, b) => b.points.length - a.points.length)[0].points;
}

function reachTable({ reaches, curves }: ConvergenceSummary): DocumentPart {
  const effortOf = ({ effort }: Reach, kind: "images" | "seconds") =>
    effort ? `${count(Math.round(effort[kind].mean))}` : "not reached";
  return {
    type: "table",
    table: {
      caption:
        "Images and seconds to reach an accuracy, and how many times as many the baseline takes, seed by seed.",
      columns: [
        { heading: "arm" },
        ...["accuracy", "seeds", "images", "speed-up", "seconds", "speed-up"].map((heading) => ({
          heading,
          numeric: true,
        })),
      ],
      rows: reaches.map((reach) => [
        curves.find(({ name }) => name === reach.arm)!.label,
        percent(reach.level, 1),
        `${reach.reached} of ${reach.seeds}`,
        effortOf(reach, "images"),
        reach.speedUp ? times(reach.speedUp.images) : "",
        effortOf(reach, "seconds"),
        reach.speedUp ? times(reach.speedUp.seconds) : "",
      ]),
    },
  };
}

function trialTable(
  { trials }: ConvergenceMeasurements,
  { curves }: ConvergenceSummary,
): DocumentPart {
  return {
    type: "table",
    table: {
      caption: "Best accuracy of the search, with a seed apart; the chosen setting is marked.",
      columns: [
        ...[{ heading: "arm" }, { heading: "setting" }],
        ...[{ heading: "accuracy", numeric: true }, { heading: "" }],
      ],
      rows: curves.flatMap(({ name, label, setting: chosen }) =>
        trials
          .filter(({ arm }) => arm === name)
          .map(({ setting, accuracy, failure }) => [
            label,
            describeSetting(setting),
            percent(accuracy, 1),
            [setting === chosen ? "chosen" : "", failure ? "failed" : ""]
              .filter(Boolean)
              .join(", "),
          ]),
      ),
    },
  };
}

/** What was else in the search: once, or by arm where it differs. */
function trialNote({ arms, options }: ConvergenceMeasurements): string {
  const notes = arms.map(({ label, trial }) => ({
    label,
    text: describeSetting(trial ?? options.trial),
  }));
  const texts = [...new Set(notes.map(({ text }) => text))];
  if (texts.length > 1) {
    return ` in trainings with ${notes.map(({ label, text }) => `${text} (${label})`).join(", ")}`;
  }
  return texts[0] === describeSetting({}) ? "" : ` in trainings with ${texts[0]}`;
}

function times({ mean, low, high }: Spread): string {
  return `${mean.toFixed(2)} × (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function range({ mean, low, high }: Spread): string {
  return `${percent(mean, 1)} (${percent(low, 1)} to ${percent(high, 1)})`;
}
