import "@tensorflow/tfjs-backend-cpu";
import type { EngineSession } from "@multibatch/core";
import { Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WasmEngine } from "../wasm-engine.js";

const side = fc.integer({ min: 1, max: 9 });
const channels = fc.integer({ min: 1, max: 5 });
const geometry = fc
  .record({
    images: fc.integer({ min: 1, max: 3 }),
    height: side,
    width: side,
    window: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
    strides: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    padding: fc.constantFrom("same" as const, "valid" as const),
    from: channels,
    to: channels,
  })
  .filter(
    ({ height, width, window, padding }) =>
      padding === "same" || (height >= window[0] && width >= window[1]),
  );

describe("gradients of any convolution and pooling equal tfjs-cpu's", () => {
  let session: EngineSession;
  beforeAll(async () => {
    tf.enableProdMode();
    session = await new WasmEngine().start();
  });
  afterAll(() => session.dispose());

  /** Both gradients on one backend, flattened one after the other. */
  async function gradients(
    backend: string,
    f: (...inputs: tf.Tensor4D[]) => tf.Tensor,
    shapes: [number, number, number, number][],
  ): Promise<number[]> {
    await tf.setBackend(backend);
    const random = new Random(5);
    return tf.tidy(() => {
      const normal = (shape: number[]) =>
        tf.tensor(
          Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()),
          shape,
        );
      const inputs = shapes.map(normal) as tf.Tensor4D[];
      const behind = normal(f(...inputs).shape);
      const results = tf.grads(f as (...inputs: tf.Tensor[]) => tf.Tensor)(inputs, behind);
      return results.flatMap((result) => Array.from(result.dataSync()));
    });
  }

  async function expectEqual(
    f: (...inputs: tf.Tensor4D[]) => tf.Tensor,
    shapes: [number, number, number, number][],
  ): Promise<void> {
    const expected = await gradients("cpu", f, shapes);
    const actual = await gradients(session.backend, f, shapes);
    const allowed = 1e-5 * Math.max(...expected.map(Math.abs), 1e-30);
    expect(actual.length).toBe(expected.length);
    expect(Math.max(...actual.map((x, i) => Math.abs(x - expected[i])))).toBeLessThanOrEqual(
      allowed,
    );
  }

  it("conv2d, in its images and its filter", () =>
    fc.assert(
      fc.asyncProperty(geometry, ({ images, height, width, window, strides, padding, from, to }) =>
        expectEqual(
          (x, filter) => tf.conv2d(x, filter, strides, padding),
          [
            [images, height, width, from],
            [...window, from, to],
          ],
        ),
      ),
      { numRuns: 150, seed: 1 },
    ));

  it("maxPool", () =>
    fc.assert(
      fc.asyncProperty(geometry, ({ images, height, width, window, strides, padding, from }) =>
        expectEqual(
          (x) => tf.maxPool(x, window, strides, padding),
          [[images, height, width, from]],
        ),
      ),
      { numRuns: 150, seed: 2 },
    ));
});
