import fc from "fast-check";
import { expect, test } from "vitest";
import { breakDownByGroup } from "./group-breakdown.js";

test("errors are counted within each group by hand", () => {
  const pair = (group: string | undefined, same: boolean, accepted: boolean) => ({
    group,
    same,
    accepted,
  });
  const { groups, pairsOutside, attribute } = breakDownByGroup("age", [
    pair("young", true, true),
    pair("young", true, false),
    pair("young", false, false),
    pair("old", false, true),
    pair(undefined, false, true),
  ]);
  expect(attribute).toBe("age");
  expect(pairsOutside).toBe(1);
  expect(groups.map(({ group }) => group)).toEqual(["old", "young"]);
  expect(groups[1].accuracy).toMatchObject({ count: 2, of: 3, share: 2 / 3 });
  expect(groups[1].falseRejects).toMatchObject({ count: 1, of: 2, share: 0.5 });
  expect(groups[1].falseAccepts).toMatchObject({ count: 0, of: 1, share: 0 });
  expect(groups[0].falseAccepts.share).toBe(1);
  expect(groups[0].falseRejects).toEqual({ count: 0, of: 0, share: null, interval: null });
});

test("every pair is in one group or outside, and its errors are counted once", () => {
  const pair = fc.record({
    group: fc.constantFrom("a", "b", undefined),
    same: fc.boolean(),
    accepted: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(pair), (pairs) => {
      const { groups, pairsOutside } = breakDownByGroup("x", pairs);
      const total = (pick: (group: (typeof groups)[number]) => number) =>
        groups.reduce((sum, group) => sum + pick(group), 0);
      expect(total(({ accuracy }) => accuracy.of) + pairsOutside).toBe(pairs.length);
      for (const { accuracy, falseAccepts, falseRejects } of groups) {
        expect(falseAccepts.of + falseRejects.of).toBe(accuracy.of);
        expect(accuracy.count).toBe(accuracy.of - falseAccepts.count - falseRejects.count);
      }
    }),
  );
});
