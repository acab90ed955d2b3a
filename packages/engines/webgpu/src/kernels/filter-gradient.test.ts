import "@tensorflow/tfjs-backend-cpu";
import { Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { describeOnDevice } from "../test-support/describe-on-device.js";
import { tilingOf } from "./filter-gradient-program.js";

type Shape = [number, number, number, number];

interface Case {
  readonly images: Shape;
  readonly filter: Shape;
  readonly strides: number | [number, number];
  readonly pad: "same" | "valid";
  readonly tile: 32 | 64;
  readonly parts: number;
}

const cases: readonly Case[] = [
  { images: [1, 3, 3, 1], filter: [2, 2, 1, 1], strides: 1, pad: "valid", tile: 32, parts: 1 },
  { images: [5, 12, 11, 3], filter: [3, 3, 3, 5], strides: 1, pad: "same", tile: 32, parts: 3 },
  { images: [2, 19, 17, 1], filter: [5, 5, 1, 33], strides: 2, pad: "same", tile: 32, parts: 1 },
  {
    images: [3, 9, 8, 4],
    filter: [3, 2, 4, 40],
    strides: [2, 1],
    pad: "valid",
    tile: 32,
    parts: 1,
  },
  { images: [1, 8, 8, 65], filter: [1, 1, 65, 70], strides: 1, pad: "same", tile: 64, parts: 1 },
  { images: [3, 11, 9, 9], filter: [3, 3, 9, 64], strides: 1, pad: "same", tile: 64, parts: 2 },
];

const randomValues = (size: number, seed: number) => {
  const random = new Random(seed);
  return Float32Array.from({ length: size }, () => random.normal());
};

/** The gradient for the filter on the active backend; disposes what it is given. */
async function gradientOf(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  attributes: Pick<Case, "strides" | "pad"> & { filterShape: Shape },
): Promise<Float32Array> {
  const gradient = tf
    .engine()
    .runKernel(
      tf.Conv2DBackpropFilter,
      { x, dy },
      { ...attributes, dataFormat: "NHWC" },
    ) as tf.Tensor4D;
  expect(gradient.shape).toEqual(attributes.filterShape);
  const values = await gradient.data<"float32">();
  tf.dispose([x, dy, gradient]);
  return values;
}

await describeOnDevice("the gradient of a convolution for its filter", (session) => {
  it.each(cases)("is that of tfjs-cpu: $images, $filter, strides $strides, $pad", async (given) => {
    const { images, filter, strides, pad, tile, parts } = given;
    const info = tf.backend_util.computeConv2DInfo(images, filter, strides, 1, pad);
    expect(tilingOf(info)).toMatchObject({ tile, parts });

    const compute = async (name: string) => {
      await tf.setBackend(name);
      const x = tf.tensor4d(randomValues(tf.util.sizeFromShape(images), 1), images);
      const dy = tf.tensor4d(randomValues(tf.util.sizeFromShape(info.outShape), 2), info.outShape);
      return gradientOf(x, dy, { strides, pad, filterShape: filter });
    };
    const expected = await compute("cpu");
    const actual = await compute(session.backend());
    const tolerance = 1e-5 * Math.max(...expected.map(Math.abs));
    for (const [i, value] of actual.entries()) {
      expect(Math.abs(value - expected[i]), `number ${i}`).toBeLessThan(tolerance);
    }
  });

  it("comes out the same each time, and leaves nothing behind", async () => {
    await tf.setBackend(session.backend());
    const before = tf.memory();
    const run = () => {
      const x = tf.tensor4d(randomValues(5 * 144 * 3, 1), [5, 12, 12, 3]);
      return gradientOf(x, tf.clone(x), { strides: 1, pad: "same", filterShape: [3, 3, 3, 3] });
    };
    expect(await run()).toEqual(await run());
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });
});
