import type { Series } from "../estimator/summary.js";
import type { Estimate } from "../statistics/interval.js";

/** What tells a series from others, for tables. */
export const seriesColumns = ["network", "norm", "weights", "batch"].map((heading) => ({
  heading,
}));

/** The cells of these columns. */
export function seriesCells({ state, norm, weights, designLabel }: Series): string[] {
  return [state, norm === "l2" ? "L2" : "L2\u00b2", weights, designLabel];
}

/** A slope with its interval. */
export function interval({ value, low, high }: Estimate): string {
  return `${slopeCell(value)} (${slopeCell(low)} to ${slopeCell(high)})`;
}

/** A slope with a proper minus. */
export function slopeCell(value: number): string {
  return value.toFixed(2).replace("-", "−");
}

/** A gain with its interval; nothing where there is none. */
export function gainCell(gain: Estimate | undefined): string {
  return gain ? `${gain.value.toFixed(1)} (${gain.low.toFixed(1)} to ${gain.high.toFixed(1)})` : "";
}

/** A variance with its interval, three digits each. */
export function varianceCell({ value, low, high }: Estimate): string {
  return `${short(value)} (${short(low)} to ${short(high)})`;
}

/** Three significant digits. */
function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
