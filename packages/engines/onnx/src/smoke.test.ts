import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import "@tensorflow/tfjs-layers";
import { buildNetwork } from "./bench/networks.js";
import { onnx, onnxBackendStatistics } from "./index.js";
import { MomentumTraining, pairLoss, randomImages } from "./test-support/momentum-training.js";

it("trains", async () => {
  const engine = await onnx({ threads: 2 }).create();
  const session = await engine.start();
  const run = (steps: number) => {
    const model = buildNetwork(
      [
        { conv: 3, filters: 8, strides: 2 },
        { conv: 1, filters: 8 },
        { pool: 2 },
        { conv: 3, filters: 12 },
      ],
      [16, 16, 3],
      8,
    );
    const ids = tf.tensor1d([0, 0, 1, 1, 2, 2], "int32");
    const training = new MomentumTraining(model, (e) => pairLoss(e, ids));
    const images = randomImages(6, 16, 3);
    const losses: number[] = [];
    for (let i = 0; i < steps; i++) {
      losses.push(training.step(images));
      if (tf.getBackend() === "onnx")
        console.log(i, losses[i], onnxBackendStatistics(), tf.memory().numTensors);
    }
    return losses;
  };
  const a = run(10);
  await tf.setBackend("cpu");
  const b = run(10);
  console.log(a, b);
  expect(session.threads).toBe(2);
});
