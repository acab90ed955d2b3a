import { type Markup, markup } from "../markup.js";
import type { Scale } from "./scale.js";

/** Size of every chart in SVG units; about one CSS pixel each, so that text keeps its size. */
const width = 460;
const height = 300;
const margin = { top: 26, right: 14, bottom: 40, left: 48 };

/** One axis of a chart. */
export interface Axis {
  readonly label: string;
  readonly scale: Scale;
  readonly format: (value: number) => string;
}

/** Where values lie in a chart. */
export interface Plot {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** What a chart shows, for the eye and for the ear. */
export interface Chart {
  /** Unique in the page. */
  readonly id: string;
  /** Name of the picture, for those who do not see it. */
  readonly title: string;
  /** What the picture tells, in a sentence or two. */
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  /** Draws between the grid and the axes. */
  readonly marks: (plot: Plot) => readonly (Markup | undefined)[];
}

/** Draws a chart as inline SVG. */
export function drawChart({ id, title, description, x, y, marks }: Chart): Markup {
  const plot: Plot = {
    x: (value) =>
      round(margin.left + x.scale.position(value) * (width - margin.left - margin.right)),
    y: (value) =>
      round(
        height - margin.bottom - y.scale.position(value) * (height - margin.top - margin.bottom),
      ),
    left: margin.left,
    right: width - margin.right,
    top: margin.top,
    bottom: height - margin.bottom,
  };
  return markup`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-text">
<title id="${id}-title">${title}</title><desc id="${id}-text">${description}</desc>
<clipPath id="${id}-area"><rect x="${plot.left - 2}" y="${plot.top - 5}" width="${plot.right - plot.left + 4}" height="${plot.bottom - plot.top + 7}"/></clipPath>
<g aria-hidden="true">${y.scale.ticks.map((tick) => horizontalLine(plot, tick, y))}${x.scale.ticks.map((tick) => tickBelow(plot, tick, x))}
<g clip-path="url(#${id}-area)">${marks(plot)}</g>
<line class="axis" x1="${plot.left}" x2="${plot.right}" y1="${plot.bottom}" y2="${plot.bottom}"/>
<text class="axis-label" x="0" y="11">${y.label}</text>
<text class="axis-label" x="${plot.right}" y="${height - 5}" text-anchor="end">${x.label}</text></g></svg>`;
}

function horizontalLine(plot: Plot, tick: number, axis: Axis): Markup {
  const y = plot.y(tick);
  return markup`<line class="grid" x1="${plot.left}" x2="${plot.right}" y1="${y}" y2="${y}"/><text class="tick" x="${plot.left - 8}" y="${y + 4}" text-anchor="end">${axis.format(tick)}</text>`;
}

function tickBelow(plot: Plot, tick: number, axis: Axis): Markup {
  return markup`<text class="tick" x="${plot.x(tick)}" y="${plot.bottom + 16}" text-anchor="middle">${axis.format(tick)}</text>`;
}

/** A hundredth of a pixel is enough, and keeps the page small. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
