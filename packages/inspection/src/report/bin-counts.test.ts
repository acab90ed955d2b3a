import { expect, it } from "vitest";
import { binCounts } from "./bin-counts.js";

it("gathers every identity in one bin, from the first to the last that is filled", () => {
  const counts = [
    { images: 1, identities: 7 },
    { images: 4, identities: 2 },
    { images: 5, identities: 1 },
    { images: 9, identities: 3 },
    { images: 19, identities: 1 },
  ];
  expect(binCounts(counts)).toEqual([
    { label: "1", identities: 7 },
    { label: "2", identities: 0 },
    { label: "3", identities: 0 },
    { label: "4", identities: 2 },
    { label: "5–9", identities: 4 },
    { label: "10–19", identities: 1 },
  ]);
  expect(binCounts([{ images: 1000, identities: 1 }])).toEqual([
    { label: "100 and more", identities: 1 },
  ]);
  expect(binCounts([])).toEqual([]);
});
