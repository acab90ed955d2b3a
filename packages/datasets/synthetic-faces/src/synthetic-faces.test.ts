import { testDataset } from "@multibatch/conformance";
import { createEventStream, type Dataset, imageSize, type ProgressEvent } from "@multibatch/core";
import { describe, expect, it } from "vitest";
import { type SyntheticFaces, syntheticFaces } from "./index.js";

const small = {
  identities: { train: 6, validation: 4, test: 8 },
  imagesPerIdentity: 3,
  height: 24,
  width: 20,
  verification: { folds: 2, pairsPerKind: { validation: 2, test: 5 } },
} as const;

const open = async (options = {}) =>
  (await syntheticFaces({ ...small, ...options }).create()) as SyntheticFaces;

testDataset("synthetic faces", () => open());
testDataset("synthetic faces, in colour and without judges", () =>
  open({ channels: 3, identities: { train: 2, validation: 0, test: 0 } }),
);

describe("synthetic faces", () => {
  it("has 1100 people, 8800 images and the protocols that the README tells of by default", async () => {
    const faces = await syntheticFaces().create();
    expect(faces.crop).toEqual({ height: 64, width: 64, channels: 1, region: 1, fit: "cover" });
    expect(faces.identityNames.length).toBe(1100);
    expect(faces.identities.length).toBe(8800);
    expect(
      [faces.splits.train, faces.splits.validation, faces.splits.test].map((s) => s.length),
    ).toEqual([6400, 800, 1600]);
    const sizes = (kind: "validation" | "test") =>
      faces.protocols[kind]?.folds.map((fold) => fold.same.length);
    expect(sizes("test")).toEqual(Array(10).fill(600));
    expect(sizes("validation")).toEqual(Array(10).fill(120));
    expect(faces.protocols.test?.statement).toContain("never seen in training");
    await faces.close();
  });

  it("names people and images", async () => {
    const faces = await open();
    expect(faces.identityNames[12]).toBe("synthetic-000012");
    expect(faces.imageName(3 * 12 + 2)).toBe("synthetic-000012/02");
    await faces.close();
  });

  it("shows the same test people however many are trained on, and whatever the run's seed", async () => {
    const few = await open();
    const many = (await syntheticFaces({
      ...small,
      identities: { ...small.identities, train: 9 },
    }).create({ seed: 99 })) as SyntheticFaces;
    expect(many.splits.test).toEqual(few.splits.test);
    expect(await many.read(few.splits.test)).toEqual(await few.read(few.splits.test));
    await Promise.all([few.close(), many.close()]);
  });

  it("shows other people with another seed", async () => {
    const [one, two] = await Promise.all([open(), open({ seed: 2 })]);
    expect(one.parametersOf(0)).not.toEqual(two.parametersOf(0));
    expect((await one.read([0])).pixels).not.toEqual((await two.read([0])).pixels);
    await Promise.all([one.close(), two.close()]);
  });

  it("keeps no more than the memory it may have, and reads the same beyond it", async () => {
    const bytes = 24 * 20;
    const [bounded, free] = await Promise.all([
      open({ cacheMegabytes: (4 * bytes) / 1e6, prerender: true }),
      open({ cacheMegabytes: 0 }),
    ]);
    const all = Array.from(bounded.identities.keys());
    expect(await bounded.read(all)).toEqual(await free.read(all));
    expect(await bounded.read(all)).toEqual(await free.read(all));
    await Promise.all([bounded.close(), free.close()]);
  });

  it("tells of its progress when it renders on opening", async () => {
    const stream = createEventStream();
    const events: ProgressEvent[] = [];
    stream.onAny((event) => events.push(event));
    const faces = await syntheticFaces({ ...small, prerender: true }).create(stream);
    expect(events[0]).toEqual({
      type: "phase-start",
      phase: "rendering faces",
      total: 54,
      unit: "images",
    });
    expect(events.at(-2)).toEqual({ type: "phase-progress", phase: "rendering faces", done: 54 });
    expect(events.at(-1)).toEqual({ type: "phase-end", phase: "rendering faces" });
    expect((await faces.read([0])).pixels.length).toBe(imageSize(faces.crop));
    await faces.close();
  });

  it("lets the event loop run while it renders", async () => {
    const faces = await open({ height: 256, width: 256, imagesPerIdentity: 2 });
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await faces.read(Array.from({ length: 16 }, (_, i) => i));
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(0);
    await faces.close();
  });

  it("states the true warp of each image as the alignment that core asks for", async () => {
    const faces: Dataset = await open();
    for (const image of [0, 7, 53]) {
      expect(faces.alignmentOf?.(image)).toEqual((faces as SyntheticFaces).warpOf(image));
    }
    await faces.close();
  });

  it("refuses identities and images that are not there", async () => {
    const faces = await open();
    expect(() => faces.parametersOf(18)).toThrow(RangeError);
    for (const ask of ["warpOf", "alignmentOf", "landmarksOf", "nuisanceOf"] as const) {
      expect(() => faces[ask](54)).toThrow(/images 0…53/);
      expect(() => faces[ask](-1)).toThrow(RangeError);
    }
    await faces.close();
  });
});
