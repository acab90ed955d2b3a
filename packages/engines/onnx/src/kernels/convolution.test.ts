import "@tensorflow/tfjs-layers";
import type { EngineSession } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { onnx, onnxBackendStatistics } from "../index.js";
import { expectLikeCpu, few, normal } from "../test-support/like-cpu.js";

let session: EngineSession;
beforeAll(async () => {
  tf.enableProdMode();
  session = await (await onnx({ threads: 1, maxSessions: 8 }).create()).start();
});
afterAll(async () => {
  expect(onnxBackendStatistics().fallbacks).toEqual({});
  await session.dispose();
});

type Shape4D = [number, number, number, number];
type Pad = "same" | "valid" | number | [[0, 0], [number, number], [number, number], [0, 0]];
interface Case {
  x: Shape4D;
  filter: [number, number, number];
  strides?: number | [number, number];
  pad?: Pad;
}

const cases: Case[] = [
  { x: [2, 7, 6, 3], filter: [3, 3, 4] },
  { x: [2, 7, 6, 9], filter: [3, 3, 4], pad: "valid" },
  { x: [3, 5, 4, 2], filter: [1, 1, 6] },
  { x: [3, 5, 4, 2], filter: [1, 1, 6], strides: 2 },
  { x: [2, 9, 8, 1], filter: [5, 5, 4], strides: 2 },
  { x: [2, 8, 8, 10], filter: [2, 3, 3], strides: [2, 1], pad: "valid" },
  { x: [1, 8, 8, 2], filter: [3, 3, 3], strides: 3, pad: "valid" },
  {
    x: [2, 6, 5, 2],
    filter: [3, 3, 3],
    pad: [
      [0, 0],
      [2, 1],
      [0, 2],
      [0, 0],
    ],
  },
  { x: [1, 4, 4, 2], filter: [2, 2, 3], pad: 2 },
  { x: [1, 4, 4, 33], filter: [4, 4, 17], pad: "valid" },
  { x: [2, 40, 30, 2], filter: [3, 3, 3], strides: 1 },
  { x: [2, 40, 30, 9], filter: [3, 3, 3], strides: 1 },
  // Whole blocks of channels and of images, on machines whose blocks have 8 or 16.
  { x: [16, 5, 6, 16], filter: [3, 3, 32] },
  { x: [16, 5, 6, 32], filter: [1, 1, 16] },
  { x: [16, 5, 6, 16], filter: [1, 1, 16] },
  { x: [32, 8, 7, 3], filter: [5, 5, 16], strides: 2 },
  { x: [16, 8, 8, 16], filter: [2, 4, 16], strides: [3, 1], pad: "valid" },
  { x: [16, 4, 4, 16], filter: [4, 4, 16], pad: "valid" },
  { x: [16, 3, 4, 16], filter: [2, 2, 16], pad: 2 },
  { x: [3, 6, 6, 16], filter: [3, 3, 48] },
  { x: [16, 6, 6, 16], filter: [3, 3, 5] },
  // Strides that leave rows or columns over.
  { x: [16, 8, 9, 32], filter: [3, 3, 16], strides: 2, pad: "valid" },
  { x: [16, 9, 8, 3], filter: [3, 3, 16], strides: 2, pad: "valid" },
  { x: [3, 7, 9, 5], filter: [3, 2, 16], strides: [1, 3] },
  // More channels than blocks of 16 hold, and images for several groups.
  { x: [16, 6, 5, 24], filter: [3, 3, 24] },
  { x: [32, 7, 6, 3], filter: [3, 3, 24], strides: 2 },
  { x: [64, 5, 6, 16], filter: [3, 2, 16] },
  // Few channels and strides: windows smaller and much larger than the stride, many phases.
  { x: [2, 11, 10, 4], filter: [1, 1, 32], strides: 2 },
  { x: [2, 13, 12, 2], filter: [7, 6, 32], strides: [4, 2] },
  { x: [1, 9, 10, 7], filter: [4, 4, 16], strides: 3, pad: "valid" },
  { x: [2, 6, 7, 3], filter: [3, 3, 16], strides: 2, pad: 2 },
];

describe("convolution and its gradients", () => {
  for (const { x, filter, strides = 1, pad = "same" } of cases) {
    const [h, w, out] = filter;
    const title = `${x} by ${filter}, strides ${strides}, padding ${pad}`;

    it(`dense: ${title}`, () =>
      expectLikeCpu((r) => {
        const inputs = [normal(r, x), normal(r, [h, w, x[3], out])] as [tf.Tensor4D, tf.Tensor4D];
        const f = (a: tf.Tensor4D, b: tf.Tensor4D) => tf.conv2d(a, b, strides, pad as never);
        const y = f(...inputs);
        return [y, ...tf.grads(f as never)(inputs, normal(r, y.shape))];
      }));

    if (typeof strides === "number") {
      it(`depthwise: ${title}`, () =>
        expectLikeCpu((r) => {
          const inputs = [normal(r, x), normal(r, [h, w, x[3], 2])] as [tf.Tensor4D, tf.Tensor4D];
          const f = (a: tf.Tensor4D, b: tf.Tensor4D) =>
            tf.depthwiseConv2d(a, b, strides, pad as never);
          const y = f(...inputs);
          return [y, ...tf.grads(f as never)(inputs, normal(r, y.shape))];
        }));
    }
  }

  it("dense, of planes of channels as average pooling leaves them", () =>
    expectLikeCpu((r) =>
      [16, 24].flatMap((channels) => {
        const inputs = [normal(r, [32, 8, 10, 3]), normal(r, [5, 5, 3, channels])];
        const f = (a: tf.Tensor4D, b: tf.Tensor4D) =>
          tf.conv2d(tf.avgPool(a, 2, 2, "valid"), b, 2, "same");
        const y = f(inputs[0] as tf.Tensor4D, inputs[1] as tf.Tensor4D);
        return [y, ...tf.grads(f as never)(inputs, normal(r, y.shape))];
      }),
    ));

  it("dilated, channels first, and rounded up", () =>
    expectLikeCpu((r) => [
      tf.conv2d(
        normal(r, [1, 9, 8, 2]) as tf.Tensor4D,
        normal(r, [3, 3, 2, 3]) as tf.Tensor4D,
        1,
        "same",
        "NHWC",
        2,
      ),
      tf.conv2d(
        normal(r, [1, 9, 8, 2]) as tf.Tensor4D,
        normal(r, [3, 2, 2, 3]) as tf.Tensor4D,
        1,
        "valid",
        "NHWC",
        [2, 1],
      ),
      ...[2, [2, 1] as [number, number]].map((dilations) =>
        tf.conv2d(
          normal(r, [2, 9, 8, 3]) as tf.Tensor4D,
          normal(r, [3, 3, 3, 16]) as tf.Tensor4D,
          1,
          "same",
          "NHWC",
          dilations,
        ),
      ),
      tf.conv2d(
        normal(r, [1, 6, 6, 2]) as tf.Tensor4D,
        normal(r, [3, 3, 2, 3]) as tf.Tensor4D,
        2,
        0,
        "NHWC",
        1,
        "ceil",
      ),
    ]));

  it("fuses bias and every activation", () =>
    expectLikeCpu((r) =>
      (["linear", "relu", "relu6", "elu", "sigmoid", "leakyrelu", "prelu"] as const).flatMap(
        (activation) => {
          const common = {
            strides: 1,
            pad: "same" as const,
            bias: normal(r, [4]),
            activation,
            preluActivationWeights: activation === "prelu" ? normal(r, [4]) : undefined,
            leakyreluAlpha: 0.3,
          };
          const x = normal(r, [2, 5, 4, 2]) as tf.Tensor4D;
          const filter = normal(r, [3, 3, 2, 4]) as tf.Tensor4D;
          const depthwise = normal(r, [3, 3, 2, 2]) as tf.Tensor4D;
          return [
            tf.fused.conv2d({ x, filter, ...common }),
            tf.fused.depthwiseConv2d({ x, filter: depthwise, ...common }),
            tf.fused.matMul({
              a: normal(r, [3, 2]),
              b: normal(r, [2, 4]),
              ...common,
            } as Parameters<typeof tf.fused.matMul>[0]),
          ];
        },
      ),
    ));
});

describe("pooling and its gradients", () => {
  const windows: {
    x: Shape4D;
    size: number | [number, number];
    strides: number;
    pad: "same" | "valid";
  }[] = [
    { x: [2, 6, 8, 3], size: 2, strides: 2, pad: "valid" },
    { x: [2, 7, 5, 3], size: 2, strides: 2, pad: "valid" },
    { x: [2, 7, 5, 3], size: 2, strides: 2, pad: "same" },
    { x: [1, 7, 8, 2], size: 3, strides: 2, pad: "same" },
    { x: [1, 7, 8, 2], size: 3, strides: 1, pad: "valid" },
    { x: [1, 9, 9, 2], size: [2, 1], strides: 3, pad: "valid" },
  ];
  for (const { x, size, strides, pad } of windows) {
    const title = `${size} by ${strides} over ${x}, ${pad}`;
    it(`maximum of ${title}, with ties and negative values`, () =>
      expectLikeCpu((r) => {
        const f = (a: tf.Tensor4D) => tf.maxPool(a, size, strides, pad);
        return [normal(r, x), few(r, x), tf.sub(few(r, x), 10)].flatMap((input) => {
          const y = f(input as tf.Tensor4D);
          return [y, tf.grad(f as never)(input, normal(r, y.shape))];
        });
      }));

    it(`average of ${title}`, () =>
      expectLikeCpu((r) => tf.avgPool(normal(r, x) as tf.Tensor4D, size, strides, pad)));

    it(`the gradient of the average of ${title} sums to that of the result`, () => {
      // tfjs-cpu divides by the whole window at the border too, where fewer pixels were averaged.
      const sums = tf.tidy(() => {
        const f = (a: tf.Tensor) => tf.avgPool(a as tf.Tensor4D, size, strides, pad);
        const gradient = tf.grad(f)(tf.ones(x));
        const result = f(tf.ones(x));
        return [tf.sum(gradient), tf.sum(result)].map((sum) => sum.dataSync()[0]);
      });
      expect(sums[0]).toBeCloseTo(sums[1], 3);
    });
  }

  it("maximum over planes whose channels nearly fill blocks, with ties", () =>
    expectLikeCpu((r) =>
      [24, 11].map((channels) => {
        const f = (a: tf.Tensor4D) => tf.maxPool(tf.avgPool(a, 1, 2, "valid"), 2, 2, "valid");
        const x = few(r, [3, 12, 8, channels]);
        return tf.grad(f as never)(x, normal(r, [3, 3, 2, channels]));
      }),
    ));

  it("average without padding has the gradient of tfjs-cpu", () =>
    expectLikeCpu((r) => {
      const f = (a: tf.Tensor4D) => tf.avgPool(a, 3, 2, "valid");
      const x = normal(r, [2, 8, 7, 3]) as tf.Tensor4D;
      return tf.grad(f as never)(x, normal(r, [2, 3, 3, 3]));
    }));
});

describe("resizing and normalising", () => {
  it("resizes like tfjs-cpu in every mode", () =>
    expectLikeCpu((r) =>
      [
        [7, 9],
        [3, 2],
        [4, 5],
      ].flatMap((size) =>
        [
          [false, false],
          [true, false],
          [false, true],
        ].flatMap(([align, half]) => {
          const x = normal(r, [2, 4, 5, 3]) as tf.Tensor4D;
          return [
            tf.image.resizeBilinear(x, size as [number, number], align, half),
            tf.image.resizeNearestNeighbor(x, size as [number, number], align, half),
          ];
        }),
      ),
    ));

  it("normalises by given and by the batch's own moments, with gradients", () =>
    expectLikeCpu((r) => {
      const x = normal(r, [3, 4, 5, 2]) as tf.Tensor4D;
      const parameters = [normal(r, [2]), normal(r, [2])] as [tf.Tensor1D, tf.Tensor1D];
      const f = (input: tf.Tensor4D, offset: tf.Tensor1D, scale: tf.Tensor1D) => {
        const { mean, variance } = tf.moments(input, [0, 1, 2]);
        return tf.batchNorm(
          input,
          mean as tf.Tensor1D,
          variance as tf.Tensor1D,
          offset,
          scale,
          1e-3,
        );
      };
      const inputs = [x, ...parameters];
      return [
        f(x, ...parameters),
        tf.batchNorm(normal(r, [6, 2]) as tf.Tensor2D, parameters[0], tf.abs(parameters[1])),
        ...tf.grads(f as never)(inputs, normal(r, x.shape)),
      ];
    }));

  it("multiplies matrices in batches that broadcast", () =>
    expectLikeCpu((r) => [
      tf.matMul(normal(r, [2, 3, 4]), normal(r, [1, 4, 5])),
      tf.matMul(normal(r, [3, 2, 4, 3]), normal(r, [2, 4, 5]), true),
      tf.matMul(normal(r, [2, 5, 4]), normal(r, [2, 3, 4]), false, true),
    ]));
});
