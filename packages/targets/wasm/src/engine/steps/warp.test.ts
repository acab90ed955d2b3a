import { type AffineMap, identityMap } from "@multibatch/core";
import { warpAffine } from "@multibatch/warp";
import { largestDifference, numbersOf, type WarpCase, warpCases } from "@multibatch/warp/testing";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { Arena } from "../arena.js";
import { instantiateKernels } from "../kernels.js";
import { noBorder, StoredImages } from "../stored-image.js";
import { warpStep } from "./warp.js";

const turned: AffineMap = [0.83, -0.31, 0.0713, 0.27, 0.91, -0.0519];

const cases: readonly WarpCase[] = [
  ...warpCases,
  {
    name: "noise as large as faces",
    input: [112, 112, 3],
    output: [112, 112],
    maps: [turned, identityMap],
  },
  { name: "many channels", input: [6, 5, 8], output: [7, 4], maps: [turned, [1.1, 0, 0, 0, 1, 0]] },
];

describe.each(cases)("the warp of $name", (given) => {
  beforeAll(() => tf.setBackend("cpu"));
  const { output, maps } = given;
  const { images } = numbersOf(given);
  const pixels = Float32Array.from(images.values);

  it("is that of @multibatch/warp", async () => {
    const expected = tf.tidy(() => {
      const matrices = tf.tensor2d(maps.map((map) => Array.from(map)));
      return warpAffine(tf.tensor4d(pixels, [...images.shape]), matrices, output).dataSync();
    });
    expect(largestDifference(await warped(given, pixels), expected)).toBeLessThan(1e-6);
  });

  it("is that of each image alone, to the last bit", async () => {
    const together = await warped(given, pixels);
    const [inSize, outSize] = [pixels.length / maps.length, together.length / maps.length];
    for (const [i, map] of maps.entries()) {
      const image = pixels.subarray(i * inSize, (i + 1) * inSize);
      const alone = await warped({ ...given, maps: [map] }, image);
      expect(alone).toEqual(together.slice(i * outSize, (i + 1) * outSize));
    }
  });
});

it.each([
  [112, 112, 3],
  [37, 53, 1],
  [1, 2, 2],
])("returns %i × %i × %i exactly for the identity", async (height, width, channels) => {
  const input = [height, width, channels] as const;
  const given = { name: "identity", input, output: [height, width], maps: [identityMap] } as const;
  const pixels = Float32Array.from(numbersOf(given).images.values);
  expect(await warped(given, pixels)).toEqual(pixels);
});

it("spoils no image but the one with NaN in its parameters", async () => {
  const strange = [Number.NaN, 0, Number.NaN, Number.NaN, 1, Number.NaN] as const;
  const maps = [identityMap, strange, identityMap];
  const given = { name: "NaN", input: [6, 5, 3], output: [6, 5], maps } as const;
  const pixels = Float32Array.from(numbersOf(given).images.values);
  const actual = await warped(given, pixels);
  expect([...actual].toSpliced(90, 90)).toEqual([...pixels].toSpliced(90, 90));
  expect(actual.slice(90, 180).every(Number.isNaN)).toBe(true);
});

/** Warps images with the step of this engine. */
async function warped({ input, output, maps }: WarpCase, pixels: Float32Array) {
  const arena = new Arena();
  const images = (height: number, width: number, channels: number) =>
    new StoredImages({ height, width, channels }, noBorder, maps.length, arena);
  const tensors: Record<string, StoredImages> = {
    images: images(...input),
    parameters: images(1, 1, 6),
    warped: images(...output, input[2]),
  };
  const tensor = (name: string) => tensors[name];
  const kernels = await instantiateKernels(arena.memory);
  const step = warpStep(
    {
      kind: "warp",
      name: "warped",
      inputs: ["images", "parameters"],
      parametrisation: "affine",
      shape: tensors.warped.shape,
    },
    { arena, kernels, tensor },
  );
  const values = (name: string, image: number) =>
    arena.floats(tensors[name].pixel(image, 0, 0), tensors[name].elements);
  const { elements } = tensors.images;
  for (const [i, map] of maps.entries()) {
    values("images", i).set(pixels.subarray(i * elements, (i + 1) * elements));
    values("parameters", i).set(map);
  }
  step.run(maps.length);
  return Float32Array.from(maps.flatMap((_, i) => [...values("warped", i)]));
}
