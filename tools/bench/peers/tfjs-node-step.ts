import { parseArgs } from "node:util";
import { EngineError } from "@multibatch/core";
import { tensorflow } from "@multibatch/engine-tensorflow";
import { takeTurns } from "../measure.js";
import { createWorkload } from "../workload.js";

/*
 * The trainer's step on tfjs-node, in a process of its own: prints what onnx-step.ts prints. Without
 * seconds it only says whether tfjs-node runs.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    // Folder that has tfjs-node installed.
    folder: { type: "string", default: "." },
    threads: { type: "string", default: "2" },
    seconds: { type: "string", default: "0" },
    forward: { type: "boolean", default: false },
    aligner: { type: "boolean", default: false },
  },
});

// The engine looks for packages from the user's folder.
process.chdir(values.folder);
const engine = await tensorflow({ device: "cpu" }).create();
const availability = await engine.availability();
if (!availability.available) throw new EngineError(availability.reason);

if (Number(values.seconds) > 0) {
  process.env.TF_NUM_INTRAOP_THREADS = values.threads;
  const workload = await createWorkload(engine, {
    preset: "standard",
    height: 112,
    width: 112,
    channels: 3,
    batch: Number(positionals[0] ?? 256),
    aligner: values.aligner,
  });
  const run = values.forward ? workload.forward : workload.train;
  await run();
  const [{ median, processor }] = await takeTurns([{ name: engine.name, run }], {
    turns: 1000,
    secondsEach: Number(values.seconds),
  });
  console.log(JSON.stringify({ clock: median, processor }));
  await workload.dispose();
}
