import { testTrainer } from "@multibatch/conformance";
import { describe } from "vitest";
import { nodeGpu } from "./index.js";

const trainerOn = (engine: "onnx" | "wasm" | "cpu") => async (steps: number) => {
  const target = await nodeGpu({
    engine,
    steps,
    threads: 1,
    optimiser: { learningRate: 0.02 },
    schedule: { warmUpSteps: 2 },
    augmentation: { flip: 0, shift: 0, scale: 0, rotation: 0 },
    validation: { every: 5, batchSize: 32 },
    checkpointEvery: 5,
  }).create();
  if (target.role !== "trainer") throw new Error("not a trainer");
  return target;
};

describe("target-node-gpu", () => {
  testTrainer("on the cpu engine", trainerOn("cpu"));
  testTrainer("on the wasm engine", trainerOn("wasm"));
  testTrainer("on the onnx engine", trainerOn("onnx"));
});
