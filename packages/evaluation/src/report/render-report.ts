import { parseOptions } from "@multibatch/core";
import { renderPage } from "./page.js";
import { type ReportInput, reportSchema } from "./report-schema.js";
import { renderCost } from "./sections/cost.js";
import { renderDistances } from "./sections/distances.js";
import { renderFolds } from "./sections/folds.js";
import { renderHeadline } from "./sections/headline.js";
import { renderMetrics } from "./sections/metrics.js";
import { renderReproduction } from "./sections/reproduction.js";
import { renderRoc } from "./sections/roc.js";
import { renderStrips } from "./sections/strips.js";
import { renderTraining } from "./sections/training.js";

/**
 * Renders a report as one HTML file that needs nothing else: pictures are inline SVG or data URIs,
 * there is no script, and the same input gives the same bytes.
 *
 * @throws ConfigError naming what of the input is missing or wrong
 */
export function renderReport(input: ReportInput): string {
  const report = parseOptions(reportSchema, input, { owner: "the report" });
  const sections = [
    renderHeadline,
    renderRoc,
    renderDistances,
    renderMetrics,
    renderStrips,
    renderTraining,
    renderFolds,
    renderCost,
    renderReproduction,
  ];
  const { title, created } = report;
  return renderPage({ title, created, content: sections.map((render) => render(report)) });
}
