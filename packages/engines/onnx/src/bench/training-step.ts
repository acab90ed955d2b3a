import "@tensorflow/tfjs-backend-cpu";
import { availableParallelism } from "node:os";
import * as tf from "@tensorflow/tfjs-core";
import { onnx, onnxBackendStatistics } from "../index.js";
import { forwardWorkload, measureInTurns, trainingWorkload, type Workload } from "./measure.js";

/*
 * Images a second of the engine, and of tfjs-cpu beside it with --with-cpu (minutes):
 *
 *     node dist/bench/training-step.js [batch …] [--threads=2] [--with-cpu]
 */

const flags = process.argv.slice(2);
const threads = Number(
  flags.find((flag) => flag.startsWith("--threads="))?.slice("--threads=".length) ??
    availableParallelism(),
);
const batches = flags.filter((flag) => !flag.startsWith("--")).map(Number);

tf.enableProdMode();
const session = await (await onnx().create()).start({ threads });

function report(backend: string, workloads: readonly Workload[], rounds?: number): void {
  const timeInRuns = () =>
    backend === "tfjs-cpu" ? 0 : onnxBackendStatistics().millisecondsInRuns;
  const settings = rounds ? { rounds, warmUp: 1 } : {};
  const [training, forward] = measureInTurns(workloads, timeInRuns, settings);
  const memory = (process.memoryUsage.rss() / 2 ** 20).toFixed(0);
  console.log(`${backend}, batch ${workloads[0].batch}, resident ${memory} MiB`);
  for (const [name, { imagesPerSecond, processorTime, overhead }] of Object.entries({
    training,
    forward,
  })) {
    const share = (overhead * imagesPerSecond) / (10 * workloads[0].batch);
    console.log(
      `  ${name}: ${imagesPerSecond.toFixed(1)} images/s; ${processorTime.toFixed(0)} ms of processor ` +
        `time a run; ${overhead.toFixed(2)} ms outside ONNX Runtime (${share.toFixed(1)} %)`,
    );
  }
  for (const workload of workloads) workload.dispose();
}

for (const batch of batches.length > 0 ? batches : [32, 256]) {
  const workloads = [trainingWorkload(batch), forwardWorkload(batch)];
  report(`onnx with ${threads} threads`, workloads);
}
console.log(onnxBackendStatistics());
if (flags.includes("--with-cpu")) {
  await tf.setBackend("cpu");
  report("tfjs-cpu", [trainingWorkload(2), forwardWorkload(2)], 1);
}
await session.dispose();
