import { type AffineMap, identityMap } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { affineWarp } from "../kernels/warp-kernels.js";
import { warpLoop } from "../loops/warp-loops.js";
import { portableKernels } from "../portable/portable-kernels.js";
import { warpAffine } from "../warp-affine.js";
import { expectClose, largestDifference } from "./expect-close.js";
import { matricesOf, numbersOf, read, tensorOf, warpedShape } from "./numbers.js";
import { referenceImageGradient, referenceMapGradient, referenceWarp } from "./reference-warp.js";
import { type WarpCase, warpCases } from "./warp-cases.js";

/** The part of an engine's session that the tests need. */
interface Session {
  dispose(): Promise<void>;
}

/**
 * Holds the warp of an engine to its definition: forward and gradients against a brute-force loop in
 * double precision, the identity exactly, borders, numbers that are none, and no tensor left behind.
 *
 * @param name of the engine, for the titles of the tests
 * @param start makes its backend the active one; an `Engine`'s own `start` fits
 * @param kernels whose kernels the backend is to have: the engine's own, or those composed of stock
 *   operations
 */
export function testWarp(
  name: string,
  start: () => Promise<Session>,
  kernels: "own" | "composed" = "own",
): void {
  describe(`the warp on ${name}`, () => {
    let session: Session;
    beforeAll(async () => {
      session = await start();
    });
    afterAll(() => session.dispose());
    for (const given of warpCases) describe(given.name, () => testCase(given));
    it(`has ${kernels} kernels`, () => {
      const { kernelFunc } = tf.getKernel(affineWarp, tf.getBackend());
      expect(kernelFunc === portableKernels[affineWarp]).toBe(kernels === "composed");
    });
    testIdentity();
    testLargeImages();
    testKinks();
    testStrangeNumbers();
  });
}

/** Forward and both gradients against the definition. */
function testCase(given: WarpCase): void {
  const { output, maps } = given;
  const numbers = numbersOf(given);
  const images = () => tensorOf(numbers.images);
  const matrices = () => matricesOf(maps);
  const weighting = () => tensorOf({ shape: warpedShape(given), values: numbers.weighting });

  it("is bilinear interpolation where the map leads", async () => {
    const warped = await read(() => warpAffine(images(), matrices(), output));
    // Half the difference that engines may have among each other.
    expectClose(warped, referenceWarp(numbers.images, maps, output), 5e-6);
  });

  it("has the gradient for pixels", async () => {
    const gradient = await read(() =>
      tf.grad((pixels) => warpAffine(pixels as tf.Tensor4D, matrices(), output))(
        images(),
        weighting(),
      ),
    );
    const expected = referenceImageGradient(numbers.images, maps, output, numbers.weighting);
    expectClose(gradient, expected, 1e-5);
  });

  // At the identity all points are on kinks, where differences to both sides differ.
  if (maps.includes(identityMap)) return;
  it("has the gradient for matrices", async () => {
    const gradient = await read(() =>
      tf.grad((m) => warpAffine(images(), m as tf.Tensor2D, output))(matrices(), weighting()),
    );
    const expected = referenceMapGradient(numbers.images, maps, output, numbers.weighting);
    expectClose(gradient, expected, 1e-5);
  });
}

function testIdentity(): void {
  it.each([
    [112, 112, 3],
    [37, 53, 1],
    [1, 2, 4],
  ])("returns %i × %i × %i exactly for the identity", async (height, width, channels) => {
    const { images } = numbersOf({ input: [height, width, channels], output: [1, 1], count: 2 });
    const warped = await read(() =>
      warpAffine(tensorOf(images), matricesOf([identityMap, identityMap])),
    );
    expect(largestDifference(warped, images.values)).toBe(0);
  });
}

function testLargeImages(): void {
  const shape = {
    count: 1,
    channels: 3,
    inHeight: 112,
    inWidth: 112,
    outHeight: 112,
    outWidth: 112,
  };
  const map = [0.83, -0.31, 0.0713, 0.27, 0.91, -0.0519].map(Math.fround);
  const { images } = numbersOf({ input: [112, 112, 3], output: [1, 1], count: 1 });

  it("is the same on all engines, even on noise", async () => {
    const warped = await read(() => warpAffine(tensorOf(images), matricesOf([map])));
    const looped = new Float32Array(warped.length);
    warpLoop(looped, Float32Array.from(images.values), Float32Array.from(map), shape);
    expect(largestDifference(warped, looped)).toBeLessThan(5e-6);
  });

  it("loses little to positions in single precision", async () => {
    const wave = (pixel: number) => Math.sin((pixel % 112) / 9) + Math.cos(pixel / 112 / 7);
    const values = images.values.map((_, i) => Math.fround(wave(Math.floor(i / 3))));
    const smooth = { ...images, values };
    const warped = await read(() => warpAffine(tensorOf(smooth), matricesOf([map])));
    expectClose(warped, referenceWarp(smooth, [map], [112, 112]), 5e-6);
  });
}

function testKinks(): void {
  it("has the slope to the right and down where it has a kink", async () => {
    const size = [6, 7] as const;
    const { images, weighting } = numbersOf({ input: [...size, 3], output: size, count: 1 });
    const gradient = await read(() =>
      tf.grad((m) => warpAffine(tensorOf(images), m as tf.Tensor2D))(
        matricesOf([identityMap]),
        tensorOf({ shape: [1, ...size, 3], values: weighting }),
      ),
    );
    // Shifts move all points the same way; the other numbers move some to the left.
    const score = (shifted: AffineMap) =>
      referenceWarp(images, [shifted], size).reduce(
        (sum, value, i) => sum + value * weighting[i],
        0,
      );
    const here = score(identityMap);
    const step = 1e-6;
    const slopes = [score([1, 0, step, 0, 1, 0]), score([1, 0, 0, 0, 1, step])].map(
      (there) => (there - here) / step,
    );
    expectClose([gradient[2], gradient[5]], slopes, 1e-5);
  });

  it("has no gradient where all points are held at the border", async () => {
    const { images } = numbersOf({ input: [6, 5, 3], output: [6, 5], count: 1 });
    const gradient = await read(() =>
      tf.grad((m) => warpAffine(tensorOf(images), m as tf.Tensor2D))(
        matricesOf([[0.9, 0.1, -7, 0.1, 1.1, 9]]),
      ),
    );
    expect(Array.from(gradient, Math.abs)).toEqual([0, 0, 0, 0, 0, 0]);
  });
}

function testStrangeNumbers(): void {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1e38])(
    "spoils no image but the one with %d in its matrix",
    async (strange) => {
      const { images } = numbersOf({ input: [6, 5, 3], output: [6, 5], count: 3 });
      const bad = [strange, 0, strange, strange, 1, -strange];
      const warped = await read(() =>
        warpAffine(tensorOf(images), matricesOf([identityMap, bad, identityMap])),
      );
      const size = 6 * 5 * 3;
      const kept = Array.from(warped).toSpliced(size, size);
      expect(kept).toEqual(Array.from(images.values).toSpliced(size, size));
      if (Number.isNaN(strange)) expect(warped[size]).toBeNaN();
    },
  );
}
