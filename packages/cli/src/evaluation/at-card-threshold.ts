import type { JudgedPair } from "./choose-pairs.js";

/** How the model judges with the threshold that its card carries, as `multibatch compare` does. */
export interface AtCardThreshold {
  readonly threshold: number;
  readonly accuracy: number;
  readonly falseAcceptRate: number;
  readonly falseRejectRate: number;
}

/** Judges all pairs by the card's threshold; a distance equal to it is refused. */
export function judgeAtCardThreshold(
  pairs: readonly JudgedPair[],
  threshold: number,
): AtCardThreshold {
  const same = pairs.filter((pair) => pair.same);
  const different = pairs.filter((pair) => !pair.same);
  const rejected = same.filter(({ distance }) => !(distance < threshold)).length;
  const accepted = different.filter(({ distance }) => distance < threshold).length;
  return {
    threshold,
    accuracy: 1 - (rejected + accepted) / pairs.length,
    falseAcceptRate: accepted / different.length,
    falseRejectRate: rejected / same.length,
  };
}
