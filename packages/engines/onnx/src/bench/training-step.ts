import { availableParallelism } from "node:os";
import * as tf from "@tensorflow/tfjs-core";
import { onnx, onnxBackendStatistics } from "../index.js";
import { forwardWorkload, measureInTurns, trainingWorkload } from "./measure.js";

/*
 * Images a second of the engine: node dist/bench/training-step.js [batch …] [--threads=2]
 */

const flags = process.argv.slice(2);
const threads = Number(
  flags.find((flag) => flag.startsWith("--threads="))?.slice(10) ?? availableParallelism(),
);
const batches = flags.filter((flag) => !flag.startsWith("--")).map(Number);

tf.enableProdMode();
const session = await (await onnx().create()).start({ threads });
for (const batch of batches.length > 0 ? batches : [32, 256]) {
  const workloads = [trainingWorkload(batch), forwardWorkload(batch)];
  const [training, forward] = measureInTurns(workloads);
  for (const workload of workloads) workload.dispose();
  console.log(
    `batch ${batch}, ${threads} threads: training ${training.toFixed(0)} images/s, ` +
      `forward ${forward.toFixed(0)} images/s, ` +
      `resident ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MiB`,
  );
}
console.log(onnxBackendStatistics());
await session.dispose();
