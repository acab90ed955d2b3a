import { figure, folded, section, table } from "../elements.js";
import { count, number, percent, shortPercent } from "../format.js";
import { type Markup, markup } from "../markup.js";
import type { CurveChart, Report } from "../report-schema.js";
import { drawChart } from "../svg/chart.js";
import { line, marker } from "../svg/marks.js";
import { linearScale, roundedScale } from "../svg/scale.js";

const styles = ["same", "different", "accent", "chance"];

/** How training went: curves by step, and the facts of the run. */
export function renderTraining({ curves, training }: Report): Markup | undefined {
  const drawn = curves.filter((chart) => chart.series.some(({ points }) => points.length > 0));
  if (drawn.length === 0 && training.length === 0) return undefined;
  return section(
    "Training",
    training.length > 0 &&
      markup`<dl class="facts">${training.map(({ name, value, explanation }) => markup`<div><dt>${name}</dt><dd>${value}${explanation && markup` <small>${explanation}</small>`}</dd></div>`)}</dl>`,
    drawn.length > 0 && markup`<div class="charts">${drawn.map(renderCurve)}</div>`,
    drawn.length > 0 &&
      folded("The curves in numbers", markup`<div class="charts">${drawn.map(curveTable)}</div>`),
  );
}

function renderCurve(chart: CurveChart, index: number): Markup {
  const { title, series, unit, bestStep } = chart;
  const points = series.flatMap((one) => one.points);
  const values = points.map(({ value }) => value);
  const low = Math.min(...values);
  const high = Math.max(...values);
  // Zero belongs in the picture unless the curve lives far above it.
  const from = low >= 0 && low < 0.6 * high ? 0 : low;
  const last = Math.max(...points.map(({ step }) => step));
  const drawing = drawChart({
    id: `training-${index}`,
    title: `${title} by training step`,
    description: series.map((one) => tell(one, chart)).join(" "),
    x: { label: "step", scale: linearScale(0, last), format: count },
    y: {
      label: "",
      scale: roundedScale(from, high, 4),
      format: unit === "share" ? shortPercent : number,
    },
    marks: (plot) => [
      bestStep === undefined ? undefined : marker(plot, bestStep, `kept: step ${count(bestStep)}`),
      ...series.map((one, i) =>
        line(
          plot,
          one.points.map(({ step, value }) => ({ x: step, y: value })),
          styles[i % styles.length],
        ),
      ),
    ],
  });
  const legend = series.map(({ name }, i) => ({ style: styles[i % styles.length], name }));
  return figure(title, legend, drawing);
}

function tell({ name, points }: CurveChart["series"][number], { unit }: CurveChart): string {
  if (points.length === 0) return `${name}: no points.`;
  const [first, last] = [points[0], points[points.length - 1]];
  const say = (value: number) => (unit === "share" ? percent(value) : number(value));
  return `${name}: ${say(first.value)} at step ${count(first.step)}, ${say(last.value)} at step ${count(last.step)}.`;
}

/** A score of rows is enough to follow a curve. */
function curveTable({ title, unit, series }: CurveChart): Markup {
  const longest = series.reduce((a, b) => (b.points.length > a.points.length ? b : a)).points;
  const stride = Math.max(1, Math.ceil(longest.length / 20));
  const steps = longest.filter((_, i) => i % stride === 0 || i === longest.length - 1);
  const say = (value: number | undefined) =>
    value === undefined ? "" : unit === "share" ? percent(value) : number(value);
  return table(
    `${title} by step.`,
    [
      { heading: "Step", numeric: true },
      ...series.map(({ name }) => ({ heading: name, numeric: true })),
    ],
    steps.map(({ step }) => [
      count(step),
      ...series.map(({ points }) => say(points.find((point) => point.step === step)?.value)),
    ]),
  );
}
