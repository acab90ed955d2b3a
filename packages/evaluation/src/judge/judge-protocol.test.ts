import {
  DataError,
  type ImageFailure,
  type ProgressEvent,
  type VerificationProtocol,
} from "@multibatch/core";
import { describe, expect, test } from "vitest";
import { embedImages } from "./embed-images.js";
import { judgeProtocol } from "./judge-protocol.js";
import { verificationResultSchema } from "./verification-result.js";

/** Images of one pixel: image i shows the number 10·identity + i mod 2. */
function tinyDataset(broken: readonly number[] = []) {
  const reads: number[][] = [];
  return {
    reads,
    name: "tiny",
    imageName: (image: number) => `image ${image}.png`,
    read: async (images: ArrayLike<number>) => {
      const wanted = Array.from(images);
      reads.push(wanted);
      const failed = wanted
        .filter((image) => broken.includes(image))
        .map(
          (image): ImageFailure => ({
            image,
            name: `image ${image}.png`,
            reason: "It is empty. Replace the file.",
          }),
        );
      const pixels = Uint8Array.from(wanted, (image) =>
        broken.includes(image) ? 0 : 10 * Math.floor(image / 2) + (image % 2),
      );
      return { pixels, failed };
    },
  };
}

const protocol: VerificationProtocol = {
  name: "tiny pairs",
  statement: "Nothing is trained; two folds are judged.",
  folds: [
    {
      first: Int32Array.of(0, 2, 0, 1),
      second: Int32Array.of(1, 3, 2, 3),
      same: Uint8Array.of(1, 1, 0, 0),
    },
    {
      first: Int32Array.of(4, 6, 4, 0),
      second: Int32Array.of(5, 7, 6, 4),
      same: Uint8Array.of(1, 1, 0, 0),
    },
  ],
};

const common = {
  protocol,
  dimensions: 2,
  distance: { norm: "l1" } as const,
  batchSize: 3,
  embed: async (pixels: Uint8Array) => Float32Array.from([...pixels].flatMap((x) => [x, -x])),
};

describe("judging", () => {
  test("needs only the images of the pairs, each read once, and gives a result that its schema knows", async () => {
    const dataset = tinyDataset();
    const result = await judgeProtocol({ ...common, dataset });
    expect(dataset.reads).toEqual([
      [0, 1, 2],
      [3, 4, 5],
      [6, 7],
    ]);
    expect(verificationResultSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
    expect(result).toMatchObject({
      dataset: "tiny",
      protocol: "tiny pairs",
      statement: protocol.statement,
      images: 8,
      pairs: 8,
      samePairs: 4,
      accuracy: 1,
      standardError: 0,
      areaUnderCurve: { value: 1, standardError: 0 },
      equalErrorRate: { value: 0 },
      pairsLeftOut: [],
      imagesFailed: [],
    });
    // |Δ| counts twice in two dimensions: same pairs at 2, different at 20 or more.
    expect(result.folds.map((fold) => fold.threshold)).toEqual([11, 11]);
    expect(result.trueAcceptRates.every((rate) => rate.refused)).toBe(true);
  });

  test("tells its progress", async () => {
    const events: ProgressEvent[] = [];
    await judgeProtocol({ ...common, dataset: tinyDataset(), emit: (event) => events.push(event) });
    const phase = "embedding the images of tiny pairs";
    expect(events).toEqual([
      { type: "phase-start", phase, total: 8, unit: "images" },
      { type: "phase-progress", phase, done: 3 },
      { type: "phase-progress", phase, done: 6 },
      { type: "phase-progress", phase, done: 8 },
      { type: "phase-end", phase },
    ]);
  });
});

describe("an image that cannot be read", () => {
  test("ends the judging with its name, by default", async () => {
    const judging = judgeProtocol({ ...common, dataset: tinyDataset([5]) });
    await expect(judging).rejects.toThrow(DataError);
    await expect(judging).rejects.toThrow(
      "1 pair of tiny pairs cannot be judged, because an image could not be read:\n  image 5.png: It is empty. Replace the file.",
    );
  });

  test("is allowed when asked for, and every pair left out is named", async () => {
    const events: ProgressEvent[] = [];
    const result = await judgeProtocol({
      ...common,
      dataset: tinyDataset([0]),
      allowMissing: true,
      emit: (event) => events.push(event),
    });
    expect(result.pairs).toBe(5);
    expect(result.folds.map((fold) => fold.pairs)).toEqual([2, 3]);
    expect(result.pairsLeftOut).toEqual([
      { fold: 1, first: "image 0.png", second: "image 1.png", same: true },
      { fold: 1, first: "image 0.png", second: "image 2.png", same: false },
      { fold: 2, first: "image 0.png", second: "image 4.png", same: false },
    ]);
    expect(result.imagesFailed).toEqual([
      { name: "image 0.png", reason: "It is empty. Replace the file." },
    ]);
    expect(events.filter((event) => event.type === "image-failed")).toHaveLength(1);
  });
});

describe("embedding", () => {
  const work = { ...common, images: [3, 1, 3], dataset: tinyDataset() };

  test("embeds repeats once", async () => {
    const { embeddings } = await embedImages(work);
    expect([...embeddings]).toEqual([
      [1, Float32Array.of(1, -1)],
      [3, Float32Array.of(11, -11)],
    ]);
  });

  test("a model of other dimensions or with NaN is named", async () => {
    await expect(embedImages({ ...work, dimensions: 3 })).rejects.toThrow(
      "2 images gave 4 numbers, expected 2 × 3",
    );
    const embed = async () => Float32Array.of(1, 2, 3, Number.NaN);
    await expect(embedImages({ ...work, embed })).rejects.toThrow(
      "The embedding of image 3.png has NaN at position 1",
    );
  });

  test("a data set that throws ends the work, with the phase closed", async () => {
    const events: ProgressEvent[] = [];
    const dataset = {
      imageName: String,
      read: () => Promise.reject(new DataError("The tar is gone.")),
    };
    const emit = (event: ProgressEvent) => void events.push(event);
    await expect(embedImages({ ...work, dataset, emit })).rejects.toThrow("The tar is gone.");
    expect(events.at(-1)?.type).toBe("phase-end");
  });
});
