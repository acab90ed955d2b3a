import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { type Engine, Random } from "@multibatch/core";
import { importPlugin } from "@multibatch/core/node";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
// Registers the gradients of tfjs.
import "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import triplet from "./index.js";

const identities = Array.from({ length: 24 }, (_, i) => Math.floor(i / 3));
const random = new Random(4);
const points = Float32Array.from({ length: 24 * 8 }, () => random.normal());

/** Loss, gradient and diagnostics on the active backend. */
async function evaluate(options: Parameters<typeof triplet>[0], pairs: "all" | number[]) {
  const loss = await triplet(options).create();
  const tensors = tf.tidy(() => {
    const batch = {
      identities: tf.tensor1d(identities, "int32"),
      pairs: pairs === "all" ? pairs : tf.tensor2d(pairs, [pairs.length / 2, 2], "int32"),
    };
    const embeddings = tf.tensor2d(points, [24, 8]);
    const { value, grad } = tf.valueAndGrad((f: tf.Tensor) =>
      loss.compute(f as tf.Tensor2D, batch),
    )(embeddings);
    return [value, grad, loss.diagnose(embeddings, batch)];
  });
  const numbers = await Promise.all(tensors.map((tensor) => tensor.data()));
  tf.dispose(tensors);
  return numbers.flatMap((values) => [...values]);
}

/** An engine by its name: no plugin imports another. */
async function engineOf(use: string): Promise<Engine> {
  const directory = dirname(fileURLToPath(import.meta.url));
  const plugin = await importPlugin(use, "engine", directory);
  return plugin.configure({}, use).create({ directory });
}

describe.each(["@multibatch/engine-onnx", "@multibatch/engine-wasm"])("on %s", (use) => {
  it("computes what tfjs-cpu does, without a kernel that falls back", async () => {
    const cases = (["batch-hard", "batch-all"] as const).flatMap((variant) =>
      ([0.5, "soft"] as const).flatMap((margin) =>
        (["all", [0, 1, 1, 3, 3, 4, 4, 8, 0, 9]] as const).map((pairs) => ({
          options: { variant, margin },
          pairs: pairs === "all" ? pairs : [...pairs],
        })),
      ),
    );
    await tf.setBackend("cpu");
    const expected: number[][] = [];
    for (const { options, pairs } of cases) expected.push(await evaluate(options, pairs));

    const session = await (await engineOf(use)).start();
    try {
      for (const [index, { options, pairs }] of cases.entries()) {
        const actual = await evaluate(options, pairs);
        actual.forEach((x, i) => {
          expect(Math.abs(x - expected[index][i])).toBeLessThanOrEqual(
            1e-5 * Math.max(1, Math.abs(expected[index][i])),
          );
        });
      }
      expect(session.fallbacks()).toEqual({});
    } finally {
      await session.dispose();
      await tf.setBackend("cpu");
    }
  });
});
