import type { EngineSession } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { onnx, onnxBackendStatistics } from "../index.js";
import { type Computation, expectLikeCpu, few, normal } from "../test-support/like-cpu.js";

let session: EngineSession;
beforeAll(async () => {
  tf.enableProdMode();
  session = await (await onnx({ threads: 1, maxSessions: 8 }).create()).start();
});
afterAll(() => session.dispose());

const types = ["float32", "int32", "bool"] as const;

/** Images that lie channels first inside the engine. */
const images = (r: Parameters<Computation>[0], shape = [2, 5, 4, 3]) =>
  tf.maxPool(normal(r, shape) as tf.Tensor4D, 1, 1, "valid");

const cases: Record<string, Computation> = {
  reshape: (r) => types.map((t) => tf.reshape(few(r, [2, 6], t), [3, -1])),
  "reshape of images": (r) => tf.reshape(images(r), [2, 60]),
  expandDims: (r) => [tf.expandDims(normal(r, [3, 4]), -1), tf.expandDims(normal(r, []), 0)],
  transpose: (r) => types.map((t) => tf.transpose(few(r, [2, 3, 4], t), [2, 0, 1])),
  "transpose of images": (r) => tf.transpose(images(r), [0, 3, 1, 2]),
  slice: (r) => types.map((t) => tf.slice(few(r, [4, 5, 3], t), [1, 0, 2], [2, 4, 1])),
  "slice to the end": (r) => tf.slice(normal(r, [6, 2]), 2),
  stridedSlice: (r) => tf.stridedSlice(normal(r, [6, 4]), [5, 0], [0, 4], [-2, 2]),
  concat: (r) => types.map((t) => tf.concat([few(r, [2, 3], t), few(r, [2, 1], t)], 1)),
  "concat with an empty tensor": (r) => tf.concat([normal(r, [0, 3]), normal(r, [2, 3])], 0),
  stack: (r) => types.map((t) => tf.stack([few(r, [2, 3], t), few(r, [2, 3], t)], 1)),
  "stack of scalars": (r) => tf.stack([normal(r, []), normal(r, [])]),
  unstack: (r) => tf.unstack(normal(r, [2, 3, 4]), 1),
  "unstack of one": (r) => tf.unstack(normal(r, [1, 4])),
  split: (r) => [...tf.split(normal(r, [4, 6]), 3, 1), ...tf.split(normal(r, [5]), [1, 4])],
  tile: (r) => types.map((t) => tf.tile(few(r, [2, 3], t), [2, 3])),
  "tile along ones": (r) => tf.tile(normal(r, [1, 1, 1, 3]), [2, 5, 4, 1]),
  pad: (r) =>
    types.map((t) =>
      tf.pad(
        few(r, [2, 3], t),
        [
          [1, 0],
          [2, 1],
        ],
        1,
      ),
    ),
  mirrorPad: (r) =>
    tf.mirrorPad(
      normal(r, [3, 4]),
      [
        [1, 1],
        [2, 0],
      ],
      "reflect",
    ),
  reverse: (r) => [tf.reverse(normal(r, [3, 4]), 1), tf.reverse(few(r, [5], "int32"))],
  "reverse of images": (r) => tf.reverse(images(r), 2),
  oneHot: (r) => tf.oneHot(tf.abs(few(r, [2, 4], "int32")), 5, 2, -1),
  "gather, rows and columns": (r) => {
    const indices = tf.tensor1d([2, 0, 2, 1], "int32");
    return types.flatMap((t) => [
      tf.gather(few(r, [3, 4], t), indices),
      tf.gather(few(r, [2, 3, 2], t), indices, 1),
    ]);
  },
  "gather by a matrix of indices": (r) =>
    tf.gather(
      normal(r, [4, 2]),
      tf.tensor2d(
        [
          [3, 1],
          [0, 0],
        ],
        undefined,
        "int32",
      ),
    ),
  "gather in batches": (r) =>
    tf.gather(
      normal(r, [2, 4]),
      tf.tensor2d(
        [
          [3, 1],
          [0, 0],
        ],
        undefined,
        "int32",
      ),
      1,
      1,
    ),
  gatherND: (r) =>
    tf.gatherND(
      normal(r, [3, 4, 2]),
      tf.tensor2d(
        [
          [2, 1],
          [0, 3],
        ],
        undefined,
        "int32",
      ),
    ),
  scatterND: (r) =>
    tf.scatterND(tf.tensor2d([[2], [0], [2]], undefined, "int32"), normal(r, [3, 2]), [4, 2]),
  tensorScatterUpdate: (r) =>
    tf.tensorScatterUpdate(
      normal(r, [4, 2]),
      tf.tensor2d([[2], [0]], undefined, "int32"),
      normal(r, [2, 2]),
    ),
  "unsortedSegmentSum, with numbers outside": (r) =>
    tf.unsortedSegmentSum(normal(r, [5, 3]), tf.tensor1d([2, 0, -1, 2, 5], "int32"), 4),
  "segment sum of nothing": (r) =>
    tf.unsortedSegmentSum(normal(r, [0, 3]), tf.tensor1d([], "int32"), 2),
  cumsum: (r) => [tf.cumsum(normal(r, [3, 4]), 1, true, true), tf.cumsum(few(r, [5], "int32"))],
  "sums of all axes": (r) =>
    types.flatMap((t) => [
      tf.sum(few(r, [2, 3, 4], t)),
      tf.sum(few(r, [2, 3, 4], t), [0, 2]),
      tf.sum(few(r, [2, 3, 4], t), -1, true),
    ]),
  "sums of images": (r) =>
    [[0, 1, 2], [3], [1, 2], [0], [1], [0, 3], [0, 1, 2, 3]].flatMap((axes) => [
      tf.sum(images(r), axes),
      tf.sum(images(r), axes, true),
      tf.max(images(r), axes),
    ]),
  "means, products, extremes": (r) => [
    tf.mean(normal(r, [3, 4]), 0),
    tf.mean(few(r, [3, 4], "int32")),
    tf.prod(few(r, [3, 4]), 1),
    tf.max(few(r, [3, 4], "int32"), 1),
    tf.min(normal(r, [3, 4])),
    tf.all(few(r, [3, 4], "bool"), 1),
    tf.any(few(r, [3, 4], "bool"), 1),
    tf.argMax(few(r, [3, 4]), 1),
    tf.argMin(few(r, [3, 4], "int32"), 0),
  ],
  "a sum over no axes": (r) => tf.sum(normal(r, [3]), []),
  "sums of nothing": (r) => [tf.sum(normal(r, [0, 3])), tf.sum(normal(r, [2, 0]), 1)],
  "softmax and its logarithm": (r) => [
    tf.softmax(normal(r, [3, 5])),
    tf.logSoftmax(normal(r, [3, 5])),
  ],
  "fills of any size": () => [
    tf.fill([3], 2.5),
    tf.zerosLike(tf.ones([60, 60], "int32")),
    tf.onesLike(tf.zeros([50, 50], "bool")),
    tf.range(2, 11, 3),
    tf.linspace(0, 1, 5),
    tf.eye(3),
  ],
  addN: (r) => tf.addN([normal(r, [2, 3]), normal(r, [2, 3]), normal(r, [2, 3])]),
  "empty tensors": (r) => [
    tf.add(normal(r, [0, 3]), normal(r, [1, 3])),
    tf.reshape(normal(r, [0, 3]), [3, 0]),
    tf.matMul(normal(r, [2, 0]) as tf.Tensor2D, normal(r, [0, 3]) as tf.Tensor2D),
    tf.gather(normal(r, [3, 2]), tf.tensor1d([], "int32")),
    tf.relu(normal(r, [0])),
  ],
};

describe("shapes, sums, gathers", () => {
  for (const [name, compute] of Object.entries(cases)) {
    it(name, () => expectLikeCpu(compute));
  }

  it("fell back for the rare kernels alone", () => {
    expect(onnxBackendStatistics().fallbacks).toEqual({
      GatherV2: 1,
      MirrorPad: 1,
    });
  });
});
