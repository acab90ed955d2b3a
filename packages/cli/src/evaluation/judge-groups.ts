import { breakDownByGroup, type GroupBreakdown } from "@multibatch/evaluation";
import type { JudgedPair } from "./choose-pairs.js";
import type { ImageGroups } from "./read-groups.js";

/**
 * Breaks the verdicts down by each attribute, every pair judged at the threshold of its fold, which
 * was chosen on the other folds.
 *
 * @param thresholds threshold of each fold
 */
export function judgeGroups(
  pairs: readonly JudgedPair[],
  thresholds: readonly number[],
  groups: ImageGroups,
): GroupBreakdown[] {
  return [...groups].map(([attribute, groupOf]) =>
    breakDownByGroup(
      attribute,
      pairs.map(({ first, second, same, distance, fold }) => {
        const group = groupOf(first);
        return {
          group: group === groupOf(second) ? group : undefined,
          same,
          accepted: distance < thresholds[fold],
        };
      }),
    ),
  );
}
