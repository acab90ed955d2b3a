import type { ArmResult, SpreadInPixels } from "./arm-result.js";
import {
  type ArmComparison,
  type ArmSummary,
  compareArms,
  mean,
  summariseArm,
} from "./compare-arms.js";
import type { Experiment } from "./experiment.js";

/** What an experiment came to. */
export interface ExperimentSummary {
  readonly experiment: string;
  readonly title: string;
  readonly statement: string;
  readonly protocol: string;
  readonly steps: number;
  readonly arms: readonly (ArmSummary & { readonly spread?: SpreadSummary })[];
  readonly comparisons: readonly ArmComparison[];
}

/** How much of the spread an arm leaves over: means over the seeds. */
export interface SpreadSummary {
  readonly unaligned: SpreadInPixels;
  readonly left: SpreadInPixels;
  /** Displacement without a warp, divided by the one that is left: of each seed. */
  readonly shrinkage: readonly number[];
}

/** Sums up what was run of an experiment. */
export function summarise(
  experiment: Experiment,
  results: readonly ArmResult[],
): ExperimentSummary {
  const arms = experiment.arms.flatMap(({ name }) => {
    const runs = results.filter((result) => result.arm === name);
    return runs.length > 0 ? [{ ...summariseArm(runs), spread: summariseSpread(runs) }] : [];
  });
  const find = (name: string) => arms.find((arm) => arm.arm === name);
  const comparisons = experiment.comparisons.flatMap(([name, againstName]) => {
    const [arm, against] = [find(name), find(againstName)];
    return arm && against ? [compareArms(arm, against)] : [];
  });
  const { name, title, statement } = experiment;
  const [{ protocol, steps }] = results;
  return { experiment: name, title, statement, protocol, steps, arms, comparisons };
}

function summariseSpread(results: readonly ArmResult[]): SpreadSummary | undefined {
  const spreads = results.flatMap(({ spread }) => (spread ? [spread] : []));
  if (spreads.length === 0) return undefined;
  const average = (kind: "unaligned" | "left"): SpreadInPixels => {
    const of = (key: keyof SpreadInPixels) => mean(spreads.map((spread) => spread[kind][key]));
    return {
      images: of("images"),
      rotation: of("rotation"),
      scale: of("scale"),
      shift: of("shift"),
      displacement: of("displacement"),
      displacementWithin: of("displacementWithin"),
    };
  };
  return {
    unaligned: average("unaligned"),
    left: average("left"),
    shrinkage: spreads.map(({ unaligned, left }) => unaligned.displacement / left.displacement),
  };
}

/** The summary as Markdown, with tables and pictures. */
export function renderReport(summary: ExperimentSummary, titles: ReadonlyMap<string, string>) {
  const { title, statement, protocol, steps, arms, comparisons } = summary;
  return [
    `## ${title}`,
    statement,
    `${steps} steps each; judged on ${protocol}. Accuracy: mean over seeds and folds ± standard error over the folds.`,
    table(
      ["", "multiply-adds", "parameters", "seeds", "accuracy", "deviation over seeds"],
      arms.map((arm) => [
        titles.get(arm.arm) ?? arm.arm,
        `${(arm.multiplyAdds / 1e6).toFixed(2)} M`,
        arm.parameters.toLocaleString("en"),
        String(arm.seeds.length),
        `${percent(arm.accuracy)} ± ${percent(arm.standardError)} %`,
        `${percent(arm.seedDeviation)} %`,
      ]),
    ),
    ...comparisons.map(
      ({ arm, against, difference, standardError, pValue }) =>
        `- ${arm} against ${against}: ${signed(difference)} ± ${percent(standardError)} points, p = ${pValue.toPrecision(2)} (exact permutation test over the signs of the folds' differences).`,
    ),
    ...spreadTable(summary, titles),
    ...arms.map(
      ({ arm, seeds }) =>
        `${titles.get(arm) ?? arm}: inputs above, what the embedder sees below; at the right the mean of many.\n\n![${arm}](${summary.experiment}/${arm}-seed${seeds[0]}/alignment.png)`,
    ),
  ].join("\n\n");
}

function spreadTable({ arms }: ExperimentSummary, titles: ReadonlyMap<string, string>): string[] {
  const aligned = arms.filter(({ spread }) => spread);
  if (aligned.length === 0) return [];
  const row = (name: string, spread: SpreadInPixels, shrinkage: string) => [
    name,
    `${spread.rotation.toFixed(1)}°`,
    spread.scale.toFixed(3),
    `${spread.shift.toFixed(2)} px`,
    `${spread.displacement.toFixed(2)} px`,
    shrinkage,
    `${spread.displacementWithin.toFixed(2)} px`,
  ];
  return [
    "Spread of the residual warps over test images, the common pose removed: standard deviations, and the root mean square displacement of eyes, nose and corners of the mouth.",
    table(
      [
        "",
        "rotation",
        "log scale",
        "shift",
        "displacement",
        "shrinks by, each seed",
        "within one person",
      ],
      [
        row("as the images are", aligned[0].spread!.unaligned, ""),
        ...aligned.map(({ arm, spread }) =>
          row(
            titles.get(arm) ?? arm,
            spread!.left,
            spread!.shrinkage.map((factor) => `${factor.toFixed(2)}×`).join(", "),
          ),
        ),
      ],
    ),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

const percent = (share: number) => (100 * share).toFixed(2);
const signed = (share: number) => `${share < 0 ? "−" : "+"}${percent(Math.abs(share))}`;
