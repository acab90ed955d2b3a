import { momentumInputs, momentumUpdate, Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { describeOnDevice } from "../test-support/describe-on-device.js";

/** More variables than one program has buffers for, of sizes around that of a workgroup. */
const shapes = [[3, 3, 2, 5], [7], [], [256], [31, 33], [257], [2, 2]];
const momentum = 0.9;
const variables = shapes.map((_, index) => ({
  decay: index % 2 === 0 ? 0.01 : 0,
  multiplier: index === 4 ? 0.1 : 1,
}));

await describeOnDevice("the momentum update", () => {
  it("is v ← μv + (f·g + λw), w ← w − r·m·v, of all variables at once, and leaves nothing behind", async () => {
    const before = tf.memory();
    const random = new Random(3);
    const values = (shape: readonly number[]) =>
      Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, () => random.normal());
    const given = shapes.map((shape) => [values(shape), values(shape), values(shape)] as const);
    const [rate, factor] = [0.05, 0.5];

    const results = tf.tidy(() => {
      const inputs: tf.NamedTensorMap = { scales: tf.tensor1d([rate, factor]) };
      for (const [index, [w, v, g]] of given.entries()) {
        const names = momentumInputs(index);
        inputs[names.weights] = tf.tensor(w, shapes[index]);
        // Computed on the device, not uploaded: both must have been done when the update begins.
        inputs[names.velocities] = tf.add(tf.tensor(v, shapes[index]), tf.zeros(shapes[index]));
        inputs[names.gradients] = tf.mul(tf.tensor(g, shapes[index]), 1);
      }
      return tf.engine().runKernel(momentumUpdate, inputs, {
        momentum,
        variables,
      } as unknown as tf.NamedAttrMap) as tf.Tensor[];
    });
    const read = await Promise.all(results.map((result) => result.data()));
    for (const [index, [w, v, g]] of given.entries()) {
      const { decay, multiplier } = variables[index];
      expect(results[2 * index].shape).toEqual(shapes[index]);
      for (let i = 0; i < w.length; i++) {
        const velocity = momentum * v[i] + (factor * g[i] + decay * w[i]);
        expect(read[2 * index + 1][i]).toBeCloseTo(velocity, 5);
        expect(read[2 * index][i]).toBeCloseTo(w[i] - rate * multiplier * velocity, 5);
      }
    }
    tf.dispose(results);
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });
});
