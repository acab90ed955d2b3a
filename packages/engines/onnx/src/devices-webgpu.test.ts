import { testEngine } from "@multibatch/conformance";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { onnx } from "./index.js";
import { runningBackend } from "./running-backend.js";

const device = process.env.ONNX_DEVICE;

// Asked for by name: on a software driver it takes minutes.
if (device === "webgpu" || device === "cuda") {
  testEngine(`onnx on ${device}`, () => onnx({ device }).create());
} else {
  it.skip("SKIPPED: engine onnx on another device; ask with ONNX_DEVICE=webgpu or cuda", () => {});
}

describe.runIf(device === "webgpu")("the device's memory", () => {
  it("holds the weights from step to step; what is read, and no more, is brought here", async () => {
    const session = await (await onnx({ device: "webgpu", maxSessions: 2 }).create()).start();
    const backend = runningBackend()!;
    const weights = tf.variable(tf.fill([40, 50], 3));
    const before = tf.memory().numTensors;
    for (let step = 1; step <= 4; step++) {
      const loss = tf.tidy(() => {
        weights.assign(tf.sub(weights, tf.fill([40, 50], 0.5)));
        return tf.mean(weights);
      });
      expect((await loss.data())[0]).toBeCloseTo(3 - step / 2, 5);
      loss.dispose();
      const { data, resident } = backend.tensorValue(weights);
      expect([data, resident?.location]).toEqual([undefined, "gpu-buffer"]);
      // More sessions than may be kept: those that made the weights are disposed later.
      tf.tidy(() => tf.sum(tf.ones([step, 2])).dataSync());
    }
    expect(tf.memory().numTensors).toBe(before);
    expect(new Set(await weights.data())).toEqual(new Set([1]));
    // Read, they are in both places, and the next step takes those of the device.
    const doubled = tf.tidy(() => tf.mul(weights, 2));
    expect((await doubled.data()).every((value) => value === 2)).toBe(true);
    tf.dispose([weights, doubled]);
    await session.dispose();
  });
});
