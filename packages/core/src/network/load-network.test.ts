import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { loadNetwork } from "./load-network.js";

beforeAll(() => tf.setBackend("cpu"));

const modelJson = JSON.stringify({
  modelTopology: {
    class_name: "Sequential",
    config: {
      layers: [
        { class_name: "Dense", config: { name: "last", units: 2, batch_input_shape: [null, 1] } },
      ],
    },
  },
  weightsManifest: [
    {
      weights: [
        { name: "last/kernel", shape: [1, 2], dtype: "float32" },
        { name: "last/bias", shape: [2], dtype: "float32" },
      ],
    },
  ],
});
const values = [1, 2, 3, 4];
const bytes = new Uint8Array(Float32Array.from(values).buffer);
const memory = new Uint8Array(64).fill(0x7f);
memory.set(bytes, 8);

it.each([
  ["that has its memory for itself", bytes],
  ["that is part of a larger one", memory.subarray(8, 24)],
  ["that is a Buffer, part of a pool", Buffer.from(memory.buffer, 8, 16)],
])("takes weights from an array %s", async (_, weights) => {
  const tensors = tf.memory().numTensors;
  const network = await loadNetwork({ modelJson, weights });
  const loaded = network.getWeights().flatMap((weight) => [...weight.dataSync()]);
  expect(loaded).toEqual(values);
  network.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
});
