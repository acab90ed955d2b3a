import { describe, expect, it } from "vitest";
import { drawPart } from "./draw-part.js";

/** Draws from identities with so many images each; every image is in the part. */
function draw(counts: readonly number[], folds = 3) {
  const identityOf = Int32Array.from(counts.flatMap((count, i) => Array(count).fill(i)));
  const notices: string[] = [];
  const protocol = drawPart({
    part: "test",
    dataset: "faces",
    images: Int32Array.from(identityOf.keys()),
    identityOf,
    options: { folds, pairsPerKind: 4 },
    seed: 7,
    training: "Trained on nobody.",
    emit: (event) => event.type === "notice" && notices.push(event.message),
  });
  return { protocol, notices };
}

describe("a part", () => {
  it("that is large enough gets all folds, and a statement that tells the numbers", () => {
    const { protocol, notices } = draw(Array(12).fill(4));
    expect(notices).toEqual([]);
    expect(protocol!.folds).toHaveLength(3);
    expect(protocol!.statement).toBe(
      "Judged on 24 pairs, half same and half different, in 3 folds, drawn with seed 7 from 48 images of 12 identities of faces that are in no other part; no identity is in two folds. Trained on nobody.",
    );
  });

  it("that is small gets fewer folds and a notice", () => {
    const { protocol, notices } = draw([2, 2, 1, 1, 1]);
    expect(protocol!.folds).toHaveLength(2);
    expect(notices[0]).toMatch(
      /test part of faces has 5 identities, 2 of them .+ enough for 2 folds/,
    );
  });

  it("that is too small gets none and a notice that says what it would take", () => {
    for (const counts of [
      [9, 9],
      [1, 1, 1, 1, 1, 1],
      [9, 1, 1, 1],
    ]) {
      const { protocol, notices } = draw(counts);
      expect(protocol).toBeUndefined();
      expect(notices[0]).toMatch(/there is no test protocol\. .+ raise the share "test"/);
    }
  });

  it("that is empty gets none without a word", () => {
    expect(draw([])).toEqual({ protocol: undefined, notices: [] });
  });
});
