import { parseArgs } from "node:util";
import { EngineError } from "@multibatch/core";
import { tensorflow } from "@multibatch/engine-tensorflow";
import { stepFlags, timeStep } from "./time-step.js";

/*
 * The trainer's step on tfjs-node, in a process of its own: prints what onnx-step.ts prints. With
 * --seconds=0 it only says whether tfjs-node runs.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  // Folder that has tfjs-node installed.
  options: { ...stepFlags, folder: { type: "string", default: "." } },
});

// The engine looks for packages from the user's folder.
process.chdir(values.folder);
// TensorFlow reads it when it is loaded.
process.env.TF_NUM_INTRAOP_THREADS = values.threads;
const engine = await tensorflow({ device: "cpu" }).create();
const availability = await engine.availability();
if (!availability.available) throw new EngineError(availability.reason);
if (Number(values.seconds) > 0) await timeStep(engine, values, positionals[0]);
