import { type Markup, markup } from "../markup.js";
import { type Plot, round } from "./chart.js";

/** A point in the units of the axes. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A line through points; `style` is a class of the page's style sheet. */
export function line(plot: Plot, points: readonly Point[], style: string): Markup {
  const path = points.map(({ x, y }, i) => `${i ? "L" : "M"}${plot.x(x)} ${plot.y(y)}`).join("");
  return markup`<path class="line ${style}" d="${path}"/>`;
}

/** The area between two lines over the same x: what is known of a curve's uncertainty. */
export function band(
  plot: Plot,
  points: readonly { readonly x: number; readonly low: number; readonly high: number }[],
  style: string,
): Markup {
  const upper = points.map(({ x, high }, i) => `${i ? "L" : "M"}${plot.x(x)} ${plot.y(high)}`);
  const lower = points.map(({ x, low }) => `L${plot.x(x)} ${plot.y(low)}`).reverse();
  return markup`<path class="band ${style}" d="${[...upper, ...lower].join("")}Z"/>`;
}

/** A dot, with a name that appears where a pointer rests on it. */
export function dot(plot: Plot, { x, y }: Point, style: string, name: string): Markup {
  return markup`<circle class="dot ${style}" cx="${plot.x(x)}" cy="${plot.y(y)}" r="4"><title>${name}</title></circle>`;
}

/** An upright bar from `low` to `high`: the interval of a dot. */
export function whisker(plot: Plot, x: number, low: number, high: number, style: string): Markup {
  return markup`<line class="whisker ${style}" x1="${plot.x(x)}" x2="${plot.x(x)}" y1="${plot.y(low)}" y2="${plot.y(high)}"/>`;
}

/** An upright dashed line over the whole height with a label at its head. */
export function marker(plot: Plot, x: number, label: string): Markup {
  const at = plot.x(x);
  const leftward = at > (plot.left + plot.right) / 2;
  return markup`<line class="marker" x1="${at}" x2="${at}" y1="${plot.top}" y2="${plot.bottom}"/><text class="marker-label" x="${round(at + (leftward ? -6 : 6))}" y="${plot.top + 9}" text-anchor="${leftward ? "end" : "start"}">${label}</text>`;
}

/** Bins of equal width as one filled outline of steps. */
export function steps(
  plot: Plot,
  values: readonly number[],
  { from, to }: { readonly from: number; readonly to: number },
  style: string,
): Markup {
  const width = (to - from) / values.length || 1;
  const path = values
    .map((value, i) => `V${plot.y(value)}H${plot.x(from + (i + 1) * width)}`)
    .join("");
  return markup`<path class="area ${style}" d="M${plot.x(from)} ${plot.bottom}${path}V${plot.bottom}Z"/>`;
}
