import { type Interval, wilsonInterval } from "../metrics/wilson-interval.js";

/** A judged pair and the group that both of its images belong to. */
export interface GroupedPair {
  /** Undefined where the group of an image is not known, or the two differ. */
  readonly group: string | undefined;
  readonly same: boolean;
  /** Whether the pair was taken for 'same'. */
  readonly accepted: boolean;
}

/** An error as exact counts, with its share and Wilson interval at 95 %; null where nothing counts. */
export interface CountedShare {
  readonly count: number;
  readonly of: number;
  readonly share: number | null;
  readonly interval: Interval | null;
}

/** How the pairs within one group went. */
export interface GroupResult {
  readonly group: string;
  readonly accuracy: CountedShare;
  /** Different pairs that were accepted. */
  readonly falseAccepts: CountedShare;
  /** Same pairs that were refused. */
  readonly falseRejects: CountedShare;
}

/** A breakdown by one attribute. */
export interface GroupBreakdown {
  readonly attribute: string;
  /** In the order of their names. */
  readonly groups: readonly GroupResult[];
  /** Pairs of two groups, or with an image of no known group: in none of the rows. */
  readonly pairsOutside: number;
}

/**
 * Counts errors group by group, so that a mean cannot hide a group that fares worse. Pairs count in
 * the group that both images share; different pairs across groups are easier, and in no row.
 */
export function breakDownByGroup(attribute: string, pairs: readonly GroupedPair[]): GroupBreakdown {
  const members = new Map<string, GroupedPair[]>();
  for (const pair of pairs) {
    if (pair.group === undefined) continue;
    const group = members.get(pair.group);
    if (group) group.push(pair);
    else members.set(pair.group, [pair]);
  }
  const inside = [...members.values()].reduce((sum, group) => sum + group.length, 0);
  return {
    attribute,
    groups: [...members]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([group, judged]) => judgeGroup(group, judged)),
    pairsOutside: pairs.length - inside,
  };
}

function judgeGroup(group: string, pairs: readonly GroupedPair[]): GroupResult {
  const same = pairs.filter((pair) => pair.same);
  const different = pairs.filter((pair) => !pair.same);
  const right = pairs.filter((pair) => pair.same === pair.accepted).length;
  return {
    group,
    accuracy: countedShare(right, pairs.length),
    falseAccepts: countedShare(
      different.filter(({ accepted }) => accepted).length,
      different.length,
    ),
    falseRejects: countedShare(same.filter(({ accepted }) => !accepted).length, same.length),
  };
}

function countedShare(count: number, of: number): CountedShare {
  if (of === 0) return { count, of, share: null, interval: null };
  return { count, of, share: count / of, interval: wilsonInterval(count, of) };
}
