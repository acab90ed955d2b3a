import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { testWarp } from "./testing/test-warp.js";

/** A stock backend, where this package alone must do. */
const stock = (name: string) => async () => {
  await tf.setBackend(name);
  return { dispose: async () => undefined };
};

testWarp("tfjs-cpu, composed of its operations", stock("cpu"), "composed");
testWarp("tfjs-wasm, composed of its operations", stock("wasm"), "composed");
