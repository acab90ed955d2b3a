import type { RocCurve } from "./roc-curve.js";
import { type Interval, wilsonInterval } from "./wilson-interval.js";

/** A point of a curve for plotting. */
export interface RocPoint {
  readonly threshold: number;
  readonly falseAcceptRate: number;
  readonly trueAcceptRate: number;
  /** Wilson interval of the true accept rate at 95 %, at this threshold. */
  readonly interval: Interval;
}

/**
 * At most `count` points of a curve, for pictures: the corners, if these are few enough; otherwise
 * points at even steps along the way, where the way counts true accepts, false accepts, and false
 * accepts on a logarithmic scale, so that the curve looks right on both kinds of axis.
 *
 * @throws RangeError for fewer than two points
 */
export function thinRoc(roc: RocCurve, count: number): RocPoint[] {
  if (count < 2) throw new RangeError(`A curve has two points at least, received ${count}.`);
  const corners = findCorners(roc);
  return (corners.length <= count ? corners : pickEvenly(roc, corners, count)).map((i) => ({
    threshold: roc.thresholds[i],
    falseAcceptRate: roc.falseAccepts[i] / roc.differentPairs,
    trueAcceptRate: roc.trueAccepts[i] / roc.samePairs,
    interval: wilsonInterval(roc.trueAccepts[i], roc.samePairs),
  }));
}

/** Points between two steps of one direction lie on a line and can go. */
function findCorners({ trueAccepts, falseAccepts }: RocCurve): number[] {
  const last = trueAccepts.length - 1;
  const corners: number[] = [];
  for (let i = 0; i <= last; i++) {
    const inner = i > 0 && i < last;
    const level = inner && trueAccepts[i - 1] === trueAccepts[i + 1];
    const upright = inner && falseAccepts[i - 1] === falseAccepts[i + 1];
    if (!level && !upright) corners.push(i);
  }
  return corners;
}

function pickEvenly(roc: RocCurve, corners: readonly number[], count: number): number[] {
  const { trueAccepts, falseAccepts, samePairs, differentPairs } = roc;
  const decades = Math.log10(2 * differentPairs);
  const wayTo = (i: number) =>
    trueAccepts[i] / samePairs +
    falseAccepts[i] / differentPairs +
    Math.log10(Math.max(1, 2 * falseAccepts[i])) / decades;
  const picked = [corners[0]];
  for (const corner of corners.slice(1, -1)) {
    // All the way is 3 long; each step that is due takes the first corner behind it.
    if (wayTo(corner) >= (3 * picked.length) / (count - 1) && picked.length < count - 1) {
      picked.push(corner);
    }
  }
  return [...picked, corners[corners.length - 1]];
}
