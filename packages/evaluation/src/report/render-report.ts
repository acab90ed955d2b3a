import { parseOptions } from "@multibatch/core";
import { Markup, markup } from "./markup.js";
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
import { style } from "./style.js";

/** A page that could load or run something else would not be self-contained: the browser forbids it. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

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
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${report.title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<main>
${sections.map((render) => render(report))}
<footer>Made by Multibatch on ${report.created.replace("T", " at ").replace(/(\.\d+)?Z$/, " UTC")}. This page holds all it shows.</footer>
</main>
</body>
</html>
`.text;
}
