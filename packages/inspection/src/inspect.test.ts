import type { ProgressEvent } from "@multibatch/core";
import { describe, expect, it } from "vitest";
import { inspect, recordOfInspection, renderInspection, Subject } from "./index.js";
import { type MemoryImage, memoryDataset } from "./memory-dataset.test.support.js";

/** Forty images that have nothing in common, of ten identities. */
const plain: MemoryImage[] = Array.from({ length: 40 }, (_, i) => ({
  identity: `person ${Math.floor(i / 4)}`,
  part: i < 24 ? "train" : i < 32 ? "validation" : "test",
  seed: i,
}));

const inspected = async (images: readonly MemoryImage[], against?: readonly MemoryImage[]) => {
  const subject = new Subject(
    memoryDataset("faces", images),
    against && memoryDataset("others", against),
  );
  const findings = await inspect({ subject });
  return { subject, findings, record: recordOfInspection(subject, findings) };
};

describe("an inspection", () => {
  it("finds nothing where nothing is amiss, and counts", async () => {
    const { record } = await inspected(plain);
    expect(record.summary).toEqual({
      datasets: [
        {
          name: "faces",
          licence: "made up",
          images: 40,
          identities: 10,
          parts: { train: 24, validation: 8, test: 8, none: 0 },
          imagesPerIdentity: [{ images: 4, identities: 10 }],
          medianImages: 4,
        },
      ],
      unreadable: 0,
      equal: { all: 0, acrossIdentities: 0, acrossTrainingAndEvaluation: 0 },
      near: { all: 0, acrossIdentities: 0, acrossTrainingAndEvaluation: 0 },
      overlap: { identities: 0, images: 0 },
    });
  });

  it("finds equal files, and tells those of several identities and across the parts", async () => {
    const images = plain.map((image, i) =>
      [3, 30].includes(i) ? { ...image, seed: 99, file: "one" } : image,
    );
    images[5] = { ...images[5], file: "two" };
    images[6] = { ...images[6], file: "two", seed: images[5].seed };
    const { record } = await inspected(images);
    expect(record.summary.equal).toEqual({
      all: 2,
      acrossIdentities: 1,
      acrossTrainingAndEvaluation: 1,
    });
    expect(record.summary.near.all).toBe(0);
    expect(record.overlap.images).toEqual([
      {
        train: {
          name: "faces/person 0/3.png",
          identity: "person 0",
          dataset: "faces",
          part: "train",
        },
        evaluation: {
          name: "faces/person 7/30.png",
          identity: "person 7",
          dataset: "faces",
          part: "validation",
        },
      },
    ]);
  });

  it("finds images that look the same though their files differ", async () => {
    const images = plain.map((image, i) => (i === 39 ? { ...image, seed: 0 } : image));
    const { record } = await inspected(images);
    expect(record.equal).toEqual([]);
    expect(record.near.pairs).toHaveLength(1);
    const [pair] = record.near.pairs;
    expect(pair.images.map(({ name }) => name)).toEqual([
      "faces/person 0/0.png",
      "faces/person 9/39.png",
    ]);
    expect(pair).toMatchObject({ acrossIdentities: true, acrossTrainingAndEvaluation: true });
    expect(pair.similarity).toBeCloseTo(1, 5);
  });

  it("compares with the data set that is judged on", async () => {
    const other: MemoryImage[] = [
      { identity: "person 1", part: "test", seed: 7, file: "faces/person 1/7.png" },
      { identity: "stranger", part: "train", seed: 1007, file: "faces/person 2/8.png" },
    ];
    const { record } = await inspected(plain, other);
    expect(record.overlap.identities).toEqual(["person 1"]);
    // What the other data set would train on is not judged.
    expect(record.overlap.images.map(({ evaluation }) => evaluation.name)).toEqual([
      "others/person 1/0.png",
    ]);
    expect(record.summary.datasets[1].parts).toEqual({
      train: 0,
      validation: 0,
      test: 1,
      none: 1,
    });
  });

  it("goes on past images that cannot be read, and reports progress", async () => {
    const images = plain.map((image, i) => (i % 13 === 5 ? { ...image, broken: true } : image));
    const events: ProgressEvent[] = [];
    const subject = new Subject(memoryDataset("faces", images));
    const findings = await inspect({ subject, emit: (event) => events.push(event) });
    expect(findings.unreadable.map(({ image }) => image)).toEqual([5, 18, 31]);
    expect(events.at(-1)).toMatchObject({ type: "phase-end" });
    const record = recordOfInspection(subject, findings);
    expect(record.unreadable[0]).toEqual({
      name: "faces/person 1/5.png",
      reason: "It is torn. Mend it.",
    });
    expect(record.summary.near.all).toBe(0);
  });

  it("names labels that a model doubts", async () => {
    const images = plain.map((image, i) => (i === 2 ? { ...image, identity: "person 5" } : image));
    const dataset = memoryDataset("faces", images);
    // A model that knows the truth: the identity before the label was changed.
    let asked = 0;
    const findings = await inspect({
      subject: new Subject(dataset),
      model: {
        name: "oracle",
        dimensions: 2,
        distance: { norm: "squared-l2" },
        threshold: 1,
        embed: async (pixels) => {
          const count = pixels.length / 256;
          const truth = Float32Array.from({ length: 2 * count }, (_, i) =>
            i % 2 === 0 ? 3 * Math.floor((asked + (i >> 1)) / 4) : 0,
          );
          asked += count;
          return truth;
        },
      },
    });
    const doubted = findings.labels?.suspects.filter(({ nearer }) => nearer !== undefined);
    expect(doubted).toHaveLength(1);
    expect(doubted?.[0]).toMatchObject({ image: 2, nearer: { identity: 0 } });
  });
});

describe("the page about it", () => {
  it("shows what was found, escapes it, and needs nothing else", async () => {
    const images = plain.map((image, i) => ({
      ...image,
      identity: i < 4 ? "<b>&" : image.identity,
      seed: i === 38 ? 1 : image.seed,
      broken: i === 20,
      file: i === 10 || i === 11 ? "same" : undefined,
    }));
    const { subject, findings } = await inspected(images);
    const page = await renderInspection({
      subject,
      findings,
      created: "2026-01-02T03:04:05Z",
      command: "multibatch inspect faces",
    });
    expect(page).toContain("Inspection of faces");
    expect(page).toContain("Equal files (1)");
    expect(page).toContain("Nearly equal, in training and in evaluation (1)");
    expect(page).toContain("It is torn. Mend it.");
    expect(page).toContain("&lt;b&gt;&amp;");
    expect(page).not.toContain("<b>&");
    expect(page).not.toMatch(/(src|href)="(?!data:)/);
    expect(page.match(/data:image\/png/g)).toHaveLength(4);
    const again = await renderInspection({
      subject,
      findings,
      created: "2026-01-02T03:04:05Z",
      command: "multibatch inspect faces",
    });
    expect(again).toBe(page);
  });
});
