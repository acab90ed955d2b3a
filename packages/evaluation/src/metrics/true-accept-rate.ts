import type { RocCurve } from "./roc-curve.js";
import { type Interval, wilsonInterval } from "./wilson-interval.js";

/** What a model accepts rightly at the most permissive threshold within a limit of false accepts. */
export interface TrueAcceptRate {
  readonly refused: false;
  /** The limit that was asked for. */
  readonly falseAcceptLimit: number;
  /** The largest threshold whose share of false accepts is within the limit. */
  readonly threshold: number;
  readonly trueAccepts: number;
  readonly samePairs: number;
  readonly falseAccepts: number;
  readonly differentPairs: number;
  /** `trueAccepts / samePairs`. */
  readonly trueAcceptRate: number;
  /** Wilson interval of it at 95 %. */
  readonly interval: Interval;
}

/** Why no true accept rate is given. */
export interface RefusedTrueAcceptRate {
  readonly refused: true;
  readonly falseAcceptLimit: number;
  readonly reason: string;
}

/**
 * Different pairs that a limit asks for, times the limit. With none of n accepted falsely, the share
 * may still be 3/n at 95 % confidence (the rule of three): fewer than 3/limit pairs cannot show that a
 * limit is kept, whatever the model does.
 */
const ruleOfThree = 3;

/**
 * The true accept rate at the largest threshold whose false accept rate is at most the limit, in
 * exact counts; refused where there are fewer than 3/limit different pairs.
 *
 * @throws RangeError unless the limit is in (0, 1]
 */
export function trueAcceptRateAt(
  roc: RocCurve,
  falseAcceptLimit: number,
): TrueAcceptRate | RefusedTrueAcceptRate {
  const { samePairs, differentPairs } = roc;
  if (!(falseAcceptLimit > 0 && falseAcceptLimit <= 1)) {
    throw new RangeError(
      `A limit of false accepts is a share in (0, 1], received ${falseAcceptLimit}.`,
    );
  }
  // Only limits below a half say anything rare: a share of 1 is kept by any number of pairs.
  if (falseAcceptLimit < 0.5 && ruleOfThree / differentPairs > falseAcceptLimit) {
    return {
      refused: true,
      falseAcceptLimit,
      reason: `${differentPairs} different pairs are too few: with none of them accepted the rate may still be ${(100 * Math.min(1, ruleOfThree / differentPairs)).toPrecision(2)} %. ${Math.ceil(ruleOfThree / falseAcceptLimit)} or more are needed.`,
    };
  }
  const point = lastWithin(roc, falseAcceptLimit);
  const trueAccepts = roc.trueAccepts[point];
  return {
    refused: false,
    falseAcceptLimit,
    threshold: roc.thresholds[point],
    trueAccepts,
    samePairs,
    falseAccepts: roc.falseAccepts[point],
    differentPairs,
    trueAcceptRate: trueAccepts / samePairs,
    interval: wilsonInterval(trueAccepts, samePairs),
  };
}

/** The last point of a curve within a limit of false accepts; the first is always within. */
export function lastWithin({ falseAccepts, differentPairs }: RocCurve, limit: number): number {
  let point = 0;
  // A quotient of counts rounds to the same number as the decimal that equals it, a product may not.
  while (point + 1 < falseAccepts.length && falseAccepts[point + 1] / differentPairs <= limit) {
    point++;
  }
  return point;
}
