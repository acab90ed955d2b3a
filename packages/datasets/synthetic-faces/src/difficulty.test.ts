import { imageSize, type VerificationFold } from "@multibatch/core";
import { expect, it } from "vitest";
import { syntheticFaces } from "./index.js";

/** Best share of right verdicts that any threshold on a distance gives. */
function bestAccuracy(distances: readonly number[], same: readonly number[]): number {
  const order = distances.map((_d, i) => i).sort((a, b) => distances[a] - distances[b]);
  let right = same.filter((label) => label === 0).length;
  let best = right;
  for (const pair of order) {
    right += same[pair] === 1 ? 1 : -1;
    best = Math.max(best, right);
  }
  return best / same.length;
}

it("cannot be judged by raw pixels, even with the best threshold in hindsight", async () => {
  const faces = await syntheticFaces().create();
  const { pixels } = await faces.read(faces.splits.test);
  const row = new Map([...faces.splits.test].map((image, i) => [image, i]));
  const size = imageSize(faces.crop);
  const distance = (a: number, b: number) => {
    const [first, second] = [row.get(a)! * size, row.get(b)! * size];
    let sum = 0;
    for (let i = 0; i < size; i++) sum += (pixels[first + i] - pixels[second + i]) ** 2;
    return sum;
  };
  const folds: readonly VerificationFold[] = faces.protocols.test?.folds ?? [];
  const distances = folds.flatMap(({ first, second }) =>
    Array.from(first, (image, i) => distance(image, second[i])),
  );
  const accuracy = bestAccuracy(
    distances,
    folds.flatMap(({ same }) => [...same]),
  );
  expect(distances.length).toBe(6000);
  expect(accuracy).toBeLessThan(0.72);
  // And there is something to see: chance would be one half.
  expect(accuracy).toBeGreaterThan(0.6);
  await faces.close();
});
