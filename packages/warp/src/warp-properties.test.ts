import "@tensorflow/tfjs-backend-cpu";
import { type AffineMap, composeMaps } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { warpAffine } from "./index.js";
import { expectClose } from "./testing/expect-close.js";

beforeAll(async () => void (await tf.setBackend("cpu")));

const side = fc.integer({ min: 1, max: 9 });
const seed = fc.integer({ min: 1, max: 2 ** 30 });
const numbers = (bound: number) =>
  fc.tuple(
    ...([0, 1, 2, 3, 4, 5].map(() =>
      fc.double({ min: -bound, max: bound, noNaN: true }),
    ) as fc.Arbitrary<number>[]),
  );

const imagesOf = (seed: number, height: number, width: number, channels = 2) =>
  tf.randomNormal<tf.Rank.R4>([1, height, width, channels], 0, 1, "float32", seed);

function warped(images: tf.Tensor4D, map: AffineMap, size?: [number, number]): tf.Tensor4D {
  return warpAffine(images, tf.tensor2d([Array.from(map)]), size);
}

describe("the warp", () => {
  it("moves images by whole pixels, and repeats their edges", () => {
    const shift = fc.integer({ min: -10, max: 10 });
    fc.assert(
      fc.property(seed, side, side, shift, shift, (seed, height, width, right, down) =>
        tf.tidy(() => {
          const images = imagesOf(seed, height, width);
          const moved = warped(images, [1, 0, (2 * right) / width, 0, 1, (2 * down) / height]);
          const inside = (index: number, extent: number) =>
            Math.min(Math.max(index, 0), extent - 1);
          const rows = Array.from({ length: height }, (_, row) => inside(row + down, height));
          const columns = Array.from({ length: width }, (_, column) =>
            inside(column + right, width),
          );
          const expected = tf.gather(tf.gather(images, rows, 1), columns, 2);
          expectClose(moved.dataSync(), expected.dataSync(), 1e-5);
        }),
      ),
      { numRuns: 50 },
    );
  });

  it("goes through two maps as through their composition, where images are linear", () => {
    const inner = numbers(0.25);
    fc.assert(
      fc.property(inner, inner, numbers(1), (first, second, [slopeX, slopeY, offset]) =>
        tf.tidy(() => {
          const ramp = tf.buffer([1, 12, 9, 1]);
          for (let row = 0; row < 12; row++) {
            for (let column = 0; column < 9; column++) {
              ramp.set(slopeX * column + slopeY * row + offset, 0, row, column, 0);
            }
          }
          const images = ramp.toTensor() as tf.Tensor4D;
          // The second warp reads the first's output at points that `second` leads to.
          const inTwo = warped(warped(images, first), second);
          const inOne = warped(images, composeMaps(first, second));
          expectClose(inTwo.dataSync(), inOne.dataSync(), 1e-5);
        }),
      ),
      { numRuns: 50 },
    );
  });

  it("is linear in the pixels", () => {
    fc.assert(
      fc.property(seed, side, side, side, side, numbers(2), (seed, h, w, height, width, map) =>
        tf.tidy(() => {
          const [one, other] = [imagesOf(seed, h, w), imagesOf(seed + 1, h, w)];
          const mix = (a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor4D =>
            tf.add(tf.mul(a, 2), tf.mul(b, -0.5));
          const [warpedOne, warpedOther, warpedMix] = [one, other, mix(one, other)].map((images) =>
            warped(images, map, [height, width]),
          );
          expectClose(warpedMix.dataSync(), mix(warpedOne, warpedOther).dataSync(), 1e-5);
        }),
      ),
      { numRuns: 50 },
    );
  });

  it("computes no gradient that is not asked for", async () => {
    const images = imagesOf(1, 5, 4);
    const matrices = tf.tensor2d([[0.9, 0.1, 0, 0.1, 0.8, 0]]);
    const kernelsOf = async (gradient: () => tf.Tensor) => {
      const { kernelNames } = await tf.profile(() => gradient());
      return kernelNames.filter((name) => name.startsWith("AffineWarp")).sort();
    };
    const forMatrices = tf.grad((m) => warpAffine(images, m as tf.Tensor2D));
    const forImages = tf.grad((pixels) => warpAffine(pixels as tf.Tensor4D, matrices));
    expect(await kernelsOf(() => forMatrices(matrices))).toEqual([
      "AffineWarp",
      "AffineWarpMatrixGradient",
    ]);
    expect(await kernelsOf(() => forImages(images))).toEqual([
      "AffineWarp",
      "AffineWarpImageGradient",
    ]);
  });

  it("names shapes and sizes that do not fit", () => {
    tf.tidy(() => {
      const images = imagesOf(1, 5, 4);
      const matrices = tf.tensor2d([[1, 0, 0, 0, 1, 0]]);
      expect(() => warpAffine(tf.zeros([5, 4, 3]) as never, matrices)).toThrow(
        /float32 \[5, 4, 3\], expected float32 \[n, h, w, c\]/,
      );
      expect(() => warpAffine(images, tf.zeros([2, 6]))).toThrow(/\[2, 6\], expected .*\[1, 6\]/);
      expect(() => warpAffine(images, matrices, [0, 4])).toThrow(/size is \[0, 4\]/);
    });
  });
});
