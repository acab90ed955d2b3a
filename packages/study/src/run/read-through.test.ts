import type { Dataset, ImageBatch } from "@multibatch/core";
import { expect, it } from "vitest";
import { StudyInterrupted } from "./interrupted.js";
import { readThrough } from "./read-through.js";

/** As the data sets are: methods that need their object. */
class Images implements Pick<Dataset, "splits" | "protocols" | "read"> {
  readonly seen: number[] = [];
  readonly splits = {
    train: Int32Array.from({ length: 300 }, (_, i) => i),
    validation: Int32Array.of(300, 301),
    test: Int32Array.of(302),
  };
  readonly protocols = {
    validation: {
      name: "pairs",
      statement: "two pairs",
      folds: [
        {
          first: Int32Array.of(300, 300),
          second: Int32Array.of(301, 7),
          same: Uint8Array.of(1, 0),
        },
      ],
    },
  };

  async read(images: ArrayLike<number>): Promise<ImageBatch> {
    this.seen.push(...Array.from(images));
    return { pixels: new Uint8Array(), failed: [] };
  }
}

it("reads each image to train or judge on once, and no other", async () => {
  const images = new Images();
  const done: number[] = [];
  await readThrough(images, (event) => {
    if (event.type === "phase-progress") done.push(event.done);
  });
  expect(images.seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 302 }, (_, i) => i));
  expect(done).toEqual([256, 302]);
});

it("stops when it is interrupted", async () => {
  const images = new Images();
  await expect(readThrough(images, () => {}, AbortSignal.abort())).rejects.toThrow(
    StudyInterrupted,
  );
  expect(images.seen).toEqual([]);
});
