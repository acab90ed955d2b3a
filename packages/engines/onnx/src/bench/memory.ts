import * as tf from "@tensorflow/tfjs-core";
import { onnx, onnxBackendStatistics } from "../index.js";
import { trainingWorkload } from "./measure.js";

/*
 * Resident memory over 1,000 training steps, which must stay flat: node dist/bench/memory.js
 */

tf.enableProdMode();
const session = await (await onnx().create()).start();
const workload = trainingWorkload(16);
for (let step = 1; step <= 1000; step++) {
  workload.run();
  if (step % 100 === 0) {
    const resident = (process.memoryUsage.rss() / 2 ** 20).toFixed(0);
    console.log(`step ${step}: ${resident} MiB resident, ${tf.memory().numTensors} tensors`);
  }
}
console.log(onnxBackendStatistics());
workload.dispose();
await session.dispose();
