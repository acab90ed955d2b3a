import type { EventOf } from "@multibatch/core";
import type { ReportInput } from "./report-schema.js";

type Chart = NonNullable<ReportInput["curves"]>[number];
type Point = Chart["series"][number]["points"][number];
type Step = EventOf<"step">;
type Validation = EventOf<"validation">;

const mostPoints = 200;

/**
 * Makes a report's curves of what training told: the loss, the validation accuracy with the step that
 * was kept, the share of active pairs and the mean distances, each where it is there. Long curves are
 * averaged over even stretches of steps. Where a step comes twice, after a resume, the later one counts.
 */
export function trainingCurves(events: Iterable<Step | Validation>): Chart[] {
  const stepsBy = new Map<number, Step>();
  const validationsBy = new Map<number, Validation>();
  for (const event of events) {
    if (event.type === "step") stepsBy.set(event.step, event);
    else if (event.type === "validation") validationsBy.set(event.step, event);
  }
  const steps = [...stepsBy.values()].sort((a, b) => a.step - b.step);
  const validations = [...validationsBy.values()].sort((a, b) => a.step - b.step);
  const bestStep = validations.findLast((event) => event.best)?.step;
  const diagnostic = (name: string, key: string) => ({
    name,
    points: average(steps.map((event) => point(event.step, event.diagnostics[key]))),
  });
  const charts: Chart[] = [
    {
      title: "Loss",
      unit: "number",
      series: [
        { name: "loss", points: average(steps.map((event) => point(event.step, event.loss))) },
      ],
    },
    {
      title: "Validation accuracy",
      unit: "share",
      series: [
        {
          name: "accuracy",
          points: average(validations.map((event) => point(event.step, event.metrics.accuracy))),
        },
      ],
      bestStep,
    },
    {
      title: "Active pairs",
      unit: "share",
      series: [diagnostic("active share", "activeShare")],
    },
    {
      title: "Mean distance of the pairs of a batch",
      unit: "number",
      series: [
        diagnostic("same", "meanSameDistance"),
        diagnostic("different", "meanDifferentDistance"),
      ],
    },
  ];
  return charts
    .map((chart) => ({ ...chart, series: chart.series.filter(({ points }) => points.length > 0) }))
    .filter((chart) => chart.series.length > 0);
}

function point(step: number, value: number | null | undefined): Point | undefined {
  return typeof value === "number" && Number.isFinite(value) ? { step, value } : undefined;
}

/** At most `mostPoints` points: the mean of each stretch, at its last step. */
function average(maybe: readonly (Point | undefined)[]): Point[] {
  const points = maybe.filter((one) => one !== undefined);
  const stretch = Math.ceil(points.length / mostPoints);
  return Array.from({ length: Math.ceil(points.length / Math.max(1, stretch)) }, (_, i) => {
    const part = points.slice(i * stretch, (i + 1) * stretch);
    const value = part.reduce((sum, one) => sum + one.value, 0) / part.length;
    return { step: part[part.length - 1].step, value };
  });
}
