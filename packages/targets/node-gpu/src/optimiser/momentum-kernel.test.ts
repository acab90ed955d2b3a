import { type MomentumUpdateAttributes, momentumInputs, momentumUpdate } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { afterEach, beforeAll, expect, it } from "vitest";
import { MomentumOptimiser } from "./momentum-optimiser.js";

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});
afterEach(() => {
  if (tf.getKernel(momentumUpdate, "cpu")) tf.unregisterKernel(momentumUpdate, "cpu");
});

/** The kernel by its definition, in loops. */
const kernelFunc: tf.KernelFunc = ({ inputs, attrs }) => {
  const { momentum, variables } = attrs as unknown as MomentumUpdateAttributes;
  const given = inputs as tf.NamedTensorMap;
  const [rate, factor] = given.scales.dataSync();
  return variables.flatMap(({ decay, multiplier }, index) => {
    const names = momentumInputs(index);
    const [w, v, g] = [names.weights, names.velocities, names.gradients].map((name) =>
      given[name].dataSync(),
    );
    const { shape } = given[names.weights];
    const velocities = v.map((_, i) => momentum * v[i] + (factor * g[i] + decay * w[i]));
    const weights = w.map((_, i) => w[i] - rate * multiplier * velocities[i]);
    return [tf.tensor(weights, shape), tf.tensor(velocities, shape)];
  });
};

/** What some steps make of a few variables: all weights, then all velocities. */
function train(clipNorm?: number): number[] {
  return tf.tidy(() => {
    const variables = new Map<string, tf.Variable>([
      ["w", tf.variable(tf.tensor2d([[1, -2]]))],
      ["slow", tf.variable(tf.tensor2d([[0.5], [3]]))],
      ["still", tf.variable(tf.tensor1d([7]))],
      ["b", tf.variable(tf.tensor1d([0.5, 0.25]))],
    ]);
    const multipliers = new Map([
      ["slow", 0.1],
      ["still", 0],
    ]);
    const settings = { momentum: 0.9, weightDecay: 0.1, clipNorm };
    const optimiser = new MomentumOptimiser(variables, settings, multipliers);
    for (let step = 1; step <= 4; step++) {
      const gradients = new Map(
        [...variables].map(([name, variable]) => [name, tf.fill(variable.shape, step)]),
      );
      optimiser.apply(gradients, tf.scalar(0.01 * step));
    }
    return [...variables.values(), ...optimiser.state().values()].flatMap((variable) =>
      Array.from(variable.dataSync()),
    );
  });
}

it.each([undefined, 3])("updates by an engine's kernel as without it, clipNorm %s", (clipNorm) => {
  const composed = train(clipNorm);
  tf.registerKernel({ kernelName: momentumUpdate, backendName: "cpu", kernelFunc });
  expect(train(clipNorm)).toEqual(composed.map((value) => expect.closeTo(value, 5)));
});
