import {
  band,
  count,
  dot,
  drawChart,
  line,
  linearScale,
  number,
  roundedScale,
  shortPercent,
} from "@multibatch/evaluation/page";
import type { ConvergenceSummary, Effort } from "../convergence/convergence-summary.js";
import type { StudyFigure } from "./estimator-figures.js";

const styles = ["same", "different", "third", "accent"];

/** Accuracy of every arm against images or seconds; bands from the worst to the best seed. */
export function convergenceFigure(summary: ConvergenceSummary, effort: Effort): StudyFigure {
  const curves = summary.curves.filter(({ points }) => points.length > 0);
  const xOf = (point: (typeof curves)[number]["points"][number]) =>
    effort === "images" ? point.images : point.seconds.mean;
  const all = curves.flatMap(({ points }) => points);
  const heading = effort === "images" ? "By images seen" : "By seconds of training";
  const name = `accuracy-by-${effort}`;
  const chart = drawChart({
    id: name,
    title: `Accuracy ${heading.toLowerCase()}`,
    description: curves
      .map(({ label, points }) => {
        const last = points[points.length - 1];
        return `${label}: ${shortPercent(Number(last.accuracy.mean.toFixed(4)))} after ${number(xOf(last))} ${effort}.`;
      })
      .join(" "),
    x: {
      label: effort === "images" ? "images passed forward" : "seconds, validation left out",
      scale: linearScale(0, Math.max(...all.map(xOf)), 4),
      format: count,
    },
    y: {
      label: "accuracy",
      scale: roundedScale(
        Math.min(...all.map(({ accuracy }) => accuracy.low)),
        Math.max(...all.map(({ accuracy }) => accuracy.high)),
      ),
      format: shortPercent,
    },
    marks: (plot) =>
      curves.flatMap(({ label, points }, i) => [
        band(
          plot,
          points.map((point) => ({
            x: xOf(point),
            low: point.accuracy.low,
            high: point.accuracy.high,
          })),
          styles[i % styles.length],
        ),
        line(
          plot,
          points.map((point) => ({ x: xOf(point), y: point.accuracy.mean })),
          styles[i % styles.length],
        ),
        ...points.map((point) =>
          dot(
            plot,
            { x: xOf(point), y: point.accuracy.mean },
            styles[i % styles.length],
            `${label}: ${shortPercent(Number(point.accuracy.mean.toFixed(4)))}`,
          ),
        ),
      ]),
  });
  const legend = curves.map(({ label }, i) => ({
    style: styles[i % styles.length],
    name: label,
  }));
  return { name, heading, legend, chart };
}
