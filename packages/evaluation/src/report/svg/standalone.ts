import type { Markup } from "../markup.js";
import { standaloneChartStyle } from "../style.js";

/** A chart as an SVG file of its own, with the colours of the reports, for light and for dark. */
export function standaloneChart(chart: Markup): string {
  const opening = /^<svg class="chart" viewBox="0 0 (\d+) (\d+)"/;
  return chart.text
    .replace(
      opening,
      (_match, width: string, height: string) =>
        `<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="-8 -8 ${Number(width) + 16} ${Number(height) + 16}" width="${Number(width) + 16}" height="${Number(height) + 16}"`,
    )
    .replace(">", `><style>${standaloneChartStyle}</style>`);
}
