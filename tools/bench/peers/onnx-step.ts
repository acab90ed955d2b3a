import { parseArgs } from "node:util";
import { onnx } from "@multibatch/engine-onnx";
import { stepFlags, timeStep } from "./time-step.js";

/*
 * The trainer's step on engine-onnx, in a process of its own: prints what pytorch_step.py prints.
 *
 *     npx jiti tools/bench/peers/onnx-step.ts [batch] [--threads=2] [--seconds=10] [--forward]
 *       [--aligner] [--batch-normalisation] [--traces=folder]
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { ...stepFlags, traces: { type: "string" } },
});

const engine = await onnx({ threads: Number(values.threads), traces: values.traces }).create();
await timeStep(engine, values, positionals[0]);
