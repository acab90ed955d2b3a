import type { EngineSession } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, it } from "vitest";
import { onnx } from "../index.js";
import { expectLikeCpu, few, normal, uniform } from "../test-support/like-cpu.js";

let session: EngineSession;
beforeAll(async () => {
  tf.enableProdMode();
  session = await (await onnx({ threads: 1, maxSessions: 8 }).create()).start();
});
afterAll(() => session.dispose());

type Unary = (x: tf.Tensor) => tf.Tensor;

describe("functions of one tensor", () => {
  const everywhere: Record<string, Unary> = {
    abs: tf.abs,
    atan: tf.atan,
    asinh: tf.asinh,
    ceil: tf.ceil,
    cos: tf.cos,
    cosh: tf.cosh,
    elu: tf.elu,
    erf: tf.erf,
    exp: tf.exp,
    expm1: tf.expm1,
    floor: tf.floor,
    isFinite: tf.isFinite,
    leakyRelu: (x) => tf.leakyRelu(x, 0.3),
    neg: tf.neg,
    relu: tf.relu,
    relu6: (x) => tf.relu6(tf.mul(x, 5)),
    round: (x) => tf.round(tf.mul(x, 4)),
    selu: tf.selu,
    sigmoid: tf.sigmoid,
    sign: tf.sign,
    sin: tf.sin,
    sinh: tf.sinh,
    softplus: tf.softplus,
    square: tf.square,
    step: (x) => tf.step(x, -0.5),
    tan: tf.tan,
    tanh: tf.tanh,
    clip: (x) => tf.clipByValue(x, -0.5, Number.POSITIVE_INFINITY),
  };
  for (const [name, compute] of Object.entries(everywhere)) {
    it(`${name} of floats, with zeros`, () =>
      expectLikeCpu((r) => [compute(normal(r, [3, 7])), compute(few(r, [2, 3, 5, 2]))]));
  }

  const between0And1: Record<string, Unary> = {
    acos: tf.acos,
    asin: tf.asin,
    atanh: tf.atanh,
    log: tf.log,
    log1p: (x) => tf.log1p(tf.mul(x, 1e-4)),
    expm1: (x) => tf.expm1(tf.mul(x, 1e-4)),
    reciprocal: tf.reciprocal,
    rsqrt: tf.rsqrt,
    sqrt: tf.sqrt,
    acosh: (x) => tf.acosh(tf.add(x, 1.5)),
  };
  for (const [name, compute] of Object.entries(between0And1)) {
    it(`${name} between 0 and 1`, () =>
      expectLikeCpu((r) => compute(uniform(r, [4, 9], 0.05, 0.95))));
  }

  for (const [name, compute] of Object.entries({
    abs: tf.abs,
    neg: tf.neg,
    sign: tf.sign,
    square: tf.square,
    relu: tf.relu,
    clip: (x: tf.Tensor) => tf.clipByValue(x, -1, 2),
  })) {
    it(`${name} of integers`, () => expectLikeCpu((r) => compute(few(r, [11], "int32"))));
  }

  it("tells infinities and NaN", () =>
    expectLikeCpu(() => {
      const x = tf.tensor1d([1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]);
      return [tf.isNaN(x), tf.isInf(x), tf.isFinite(x), tf.step(x), tf.exp(x)];
    }));

  it("casts between all types", () =>
    expectLikeCpu((r) =>
      (["float32", "int32", "bool"] as const).flatMap((from) =>
        (["float32", "int32", "bool"] as const).map((to) => tf.cast(few(r, [9], from), to)),
      ),
    ));
});

describe("functions of two tensors", () => {
  type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
  const forAnyNumbers: Record<string, Binary> = {
    add: tf.add,
    sub: tf.sub,
    mul: tf.mul,
    maximum: tf.maximum,
    minimum: tf.minimum,
    squaredDifference: tf.squaredDifference,
    equal: tf.equal,
    notEqual: tf.notEqual,
    greater: tf.greater,
    greaterEqual: tf.greaterEqual,
    less: tf.less,
    lessEqual: tf.lessEqual,
    mod: (a, b) => tf.mod(a, tf.add(tf.abs(b), tf.onesLike(b))),
    floorDiv: (a, b) => tf.floorDiv(a, tf.add(tf.abs(b), tf.onesLike(b))),
  };
  const shapes = [
    [[5], [5]],
    [[], [4]],
    [[2, 3], [3]],
    [
      [4, 1],
      [1, 5],
    ],
    [[2, 3, 4, 5], [5]],
    [
      [2, 3, 4, 5],
      [3, 1, 5],
    ],
  ];
  for (const [name, compute] of Object.entries(forAnyNumbers)) {
    it(`${name} of floats and of integers, broadcast`, () =>
      expectLikeCpu((r) =>
        shapes.flatMap(([a, b]) => [
          compute(few(r, a), few(r, b)),
          compute(few(r, a, "int32"), few(r, b, "int32")),
        ]),
      ));
  }

  it("divides, raises to powers, and compares booleans", () =>
    expectLikeCpu((r) => [
      tf.div(normal(r, [3, 4]), uniform(r, [4], 1, 2)),
      tf.pow(uniform(r, [3, 4], 0.1, 3), normal(r, [4])),
      tf.pow(few(r, [7]), tf.scalar(3)),
      tf.logicalAnd(few(r, [9], "bool"), few(r, [9], "bool")),
      tf.logicalOr(few(r, [9], "bool"), few(r, [9], "bool")),
      tf.logicalXor(few(r, [9], "bool"), few(r, [9], "bool")),
      tf.logicalNot(few(r, [9], "bool")),
      tf.equal(few(r, [9], "bool"), few(r, [9], "bool")),
      tf.prelu(normal(r, [2, 3, 4]), normal(r, [4])),
    ]));

  it("chooses with where, by elements, by columns, and among booleans", () =>
    expectLikeCpu((r) => [
      tf.where(few(r, [3, 4], "bool"), normal(r, [3, 4]), normal(r, [3, 4])),
      tf.where(few(r, [4], "bool"), normal(r, [3, 4]), normal(r, [3, 4])),
      tf.where(few(r, [3, 4], "bool"), few(r, [3, 4], "bool"), few(r, [3, 4], "bool")),
      tf.where(few(r, [3, 4], "bool"), few(r, [3, 4], "int32"), few(r, [3, 4], "int32")),
    ]));

  it("broadcasts like tfjs-cpu for any pair of shapes that fit", async () => {
    const dimension = fc.record({
      size: fc.integer({ min: 1, max: 4 }),
      left: fc.boolean(),
      right: fc.boolean(),
    });
    const pairs = fc.record({
      dimensions: fc.array(dimension, { maxLength: 4 }),
      cut: fc.integer({ min: 0, max: 3 }),
      images: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(pairs, async ({ dimensions, cut, images }) => {
        const a = dimensions.map(({ size, left }) => (left ? 1 : size));
        const b = dimensions.map(({ size, right }) => (right ? 1 : size)).slice(cut);
        await expectLikeCpu((r) => {
          const first = normal(r, a);
          // A pooled tensor lies channels first, which must not show.
          const x =
            images && a.length === 4 ? tf.maxPool(first as tf.Tensor4D, 1, 1, "valid") : first;
          return [tf.sub(x, normal(r, b)), tf.sub(normal(r, b), x)];
        });
      }),
      { numRuns: 40, seed: 7 },
    );
  });
});
