import type { LegendEntry } from "../elements.js";
import { type Markup, markup } from "../markup.js";
import { standaloneChartStyle } from "../style.js";

/** Free space around a chart, and the height of a line of its legend, in SVG units. */
const space = 8;
const lineHeight = 18;

/** A chart as an SVG file of its own, with its legend, in the colours of the reports, for light and for dark. */
export function standaloneChart(chart: Markup, legend: readonly LegendEntry[] = []): string {
  const opening = /^<svg class="chart" viewBox="0 0 (\d+) (\d+)"([^>]*)>/;
  const [whole, width, height, rest] = opening.exec(chart.text) ?? ["", "0", "0", ""];
  const [wide, high] = [
    Number(width) + 2 * space,
    Number(height) + 2 * space + legendHeight(legend),
  ];
  const begin = `<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="${-space} ${-space} ${wide} ${high}" width="${wide}" height="${high}"${rest}><style>${standaloneChartStyle}</style>`;
  const entries = legend.map(({ style, name }, i) => drawEntry(style, name, Number(height), i));
  const body = chart.text.slice(whole.length, -"</svg>".length);
  return `${begin}${body}${markup`${entries}`.text}</svg>`;
}

function legendHeight(legend: readonly LegendEntry[]): number {
  return legend.length * lineHeight;
}

function drawEntry(style: string, name: string, chartHeight: number, index: number): Markup {
  const y = chartHeight + (index + 0.5) * lineHeight;
  return markup`<circle class="dot ${style}" cx="6" cy="${y}" r="4"/><text x="18" y="${y + 4}">${name}</text>`;
}
