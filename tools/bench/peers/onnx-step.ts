import { parseArgs } from "node:util";
import { onnx } from "@multibatch/engine-onnx";
import { takeTurns } from "../measure.js";
import { createWorkload } from "../workload.js";

/*
 * The trainer's step on engine-onnx, in a process of its own: prints what pytorch_step.py prints.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    threads: { type: "string", default: "2" },
    seconds: { type: "string", default: "10" },
    forward: { type: "boolean", default: false },
    aligner: { type: "boolean", default: false },
    traces: { type: "string" },
  },
});

const engine = await onnx({ threads: Number(values.threads), traces: values.traces }).create();
const workload = await createWorkload(engine, {
  preset: "standard",
  height: 112,
  width: 112,
  channels: 3,
  batch: Number(positionals[0] ?? 256),
  aligner: values.aligner,
});
const run = values.forward ? workload.forward : workload.train;
// Compiles.
await run();
const [{ median, processor }] = await takeTurns([{ name: "onnx", run }], {
  turns: 1000,
  secondsEach: Number(values.seconds),
});
console.log(JSON.stringify({ clock: median, processor }));
await workload.dispose();
