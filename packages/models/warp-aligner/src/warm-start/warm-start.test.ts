import {
  composeMaps,
  createEventStream,
  type Dataset,
  identityMap,
  invertMap,
  type ModelPreparation,
  meanMap,
  type ProgressEvent,
  Random,
} from "@multibatch/core";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { warpAligner } from "../index.js";
import { knownAlignments } from "./known-alignments.js";

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});

const size = 16;
const images = Int32Array.from({ length: 40 }, (_, image) => image);
const random = new Random(4);
/** Where the spot of each image lies. */
const places = Array.from(images, () => [random.uniform(-0.5, 0.5), random.uniform(-0.5, 0.5)]);
/** A bright spot on dark ground, shifted to its place. */
const pixelsOf = (image: number) =>
  Float32Array.from({ length: size * size }, (_, i) => {
    const x = (2 * (i % size) + 1) / size - 1 - places[image][0];
    const y = (2 * Math.floor(i / size) + 1) / size - 1 - places[image][1];
    return 2 * Math.exp(-(x * x + y * y) / 0.1) - 1;
  });

const spots = {
  name: "spots",
  alignmentOf: (image: number) => [1, 0, places[image][0], 0, 1, places[image][1]],
} as unknown as Dataset;

function preparation(dataset: Dataset, more: Partial<ModelPreparation> = {}) {
  const stream = createEventStream();
  const events: ProgressEvent[] = [];
  stream.onAny((event) => events.push(event));
  const context: ModelPreparation = {
    ...{ name: "aligner", seed: 3, dataset, images, emit: stream.emit },
    read: async (wanted) =>
      Float32Array.from(Array.from(wanted).flatMap((image) => [...pixelsOf(image)])),
    ...more,
  };
  return { context, events };
}

type Start = false | { steps: number; from?: "images" | "alignments" };

async function build(warmStart: Start) {
  const part = await warpAligner({
    parametrisation: "translation-scale",
    localisation: { stages: [{ convolutions: [{ kernel: 3, filters: 6 }] }], hidden: 12 },
    warmStart: warmStart && { from: "alignments", ...warmStart, batchSize: 20, learningRate: 0.02 },
  }).create();
  const input = layers.input({ shape: [size, size, 1], name: "images" });
  const outputs = part.connect(input, { seed: 3, name: "aligner" });
  return { part, network: layers.model({ inputs: input, outputs }) };
}

/** Brightness at the middle of the aligned images, where every spot should be; 1 at most. */
function brightnessAtMiddle(network: layers.LayersModel): number {
  return tf.tidy(() => {
    const batch = tf.tensor4d(Float32Array.from([...images].flatMap((i) => [...pixelsOf(i)])), [
      ...[images.length, size, size, 1],
    ] as [number, number, number, number]);
    const aligned = network.predict(batch) as tf.Tensor4D;
    return tf.mean(tf.slice(aligned, [0, 7, 7, 0], [-1, 2, 2, 1])).dataSync()[0];
  });
}

describe("a warm start", () => {
  it("learns the known alignments, tells of it, and leaks no tensor", async () => {
    const { part, network } = await build({ steps: 60 });
    const { context, events } = preparation(spots);
    expect(brightnessAtMiddle(network)).toBeLessThan(0);
    const before = tf.memory().numTensors;
    await part.prepare?.(network, context);
    expect(tf.memory().numTensors).toBe(before);
    expect(brightnessAtMiddle(network)).toBeGreaterThan(0.5);
    const phase = "learning known alignments";
    expect(events[0]).toEqual({ type: "phase-start", phase, total: 60, unit: "steps" });
    expect(events.at(-2)).toEqual({ type: "phase-end", phase });
    expect(events.at(-1)).toMatchObject({ type: "notice", level: "info" });
    network.dispose();
  });

  it("needs no alignment to make images look alike", async () => {
    const { part, network } = await build({ steps: 60, from: "images" });
    const { context, events } = preparation({ ...spots, alignmentOf: undefined } as Dataset);
    const start = brightnessAtMiddle(network);
    const before = tf.memory().numTensors;
    await part.prepare?.(network, context);
    expect(tf.memory().numTensors).toBe(before);
    expect(brightnessAtMiddle(network)).toBeGreaterThan(start + 0.7);
    const phase = "aligning images to each other";
    expect(events[0]).toEqual({ type: "phase-start", phase, total: 60, unit: "steps" });
    expect(events.at(-1)).toEqual({ type: "phase-end", phase });
    network.dispose();
  });

  it("repeats with the seed", async () => {
    const weights = async () => {
      const { part, network } = await build({ steps: 3 });
      await part.prepare?.(network, preparation(spots).context);
      const values = network.getWeights().map((weight) => [...weight.dataSync()]);
      network.dispose();
      return values;
    };
    expect(await weights()).toEqual(await weights());
  });

  it("says so where the data set does not know, and starts at the identity", async () => {
    const { part, network } = await build({ steps: 60 });
    const { context, events } = preparation({ ...spots, alignmentOf: undefined } as Dataset);
    await part.prepare?.(network, context);
    expect(events).toEqual([
      {
        type: "notice",
        level: "warning",
        message: expect.stringContaining("spots does not state"),
      },
    ]);
    network.dispose();
  });

  it("is left out where it is not asked for, and ends when it is aborted", async () => {
    for (const [steps, signal] of [
      [false, undefined],
      [{ steps: 60 }, AbortSignal.abort()],
    ] as const) {
      const { part, network } = await build(steps);
      const start = brightnessAtMiddle(network);
      await part.prepare?.(network, preparation(spots, { signal }).context);
      expect(brightnessAtMiddle(network)).toBe(start);
      network.dispose();
    }
  });
});

describe("known alignments", () => {
  const turned = (degrees: number) => {
    const angle = (degrees * Math.PI) / 180;
    return [Math.cos(angle), -Math.sin(angle), 0.1, Math.sin(angle), Math.cos(angle), 0.2];
  };
  const of = (alignments: readonly (readonly number[] | undefined)[]) =>
    knownAlignments({
      dataset: { alignmentOf: (image: number) => alignments[image] } as unknown as Dataset,
      images: Int32Array.from(alignments.keys()),
    });

  it("are turned into one common pose, in which the mean warp is the identity", () => {
    const alignments = [turned(20), turned(-30), turned(5)];
    const { warps } = of(alignments);
    expect([...meanMap(warps)]).toEqual(identityMap.map((value) => expect.closeTo(value, 9)));
    const poses = warps.map((warp, i) => composeMaps(invertMap(alignments[i]), warp));
    for (const pose of poses) {
      expect([...pose]).toEqual([...poses[0]].map((value) => expect.closeTo(value, 9)));
    }
  });

  it("leave out images of which none is known", () => {
    expect(of([turned(1), undefined, turned(2)]).images).toEqual([0, 2]);
  });

  it("are refused where they have no mean", () => {
    expect(() => of([turned(0), turned(180)])).toThrow(/no mean.*warmStart/);
  });
});
