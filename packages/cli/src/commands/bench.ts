import { cpus } from "node:os";
import { resolve } from "node:path";
import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import { benchTable } from "../bench/bench-table.js";
import { compareRuntimes } from "../bench/measure.js";
import { nativeEntrant } from "../bench/native-entrant.js";
import { onnxEntrant } from "../bench/onnx-entrant.js";
import { pluginEntrant } from "../bench/plugin-entrant.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { loadModel } from "../load-model.js";
import type { ProgramContext } from "../program.js";
import type { CommonFlags, Terminal } from "../terminal/terminal.js";
import { addCommonOptions, finishWith } from "./common-options.js";

const runtime = "@multibatch/target-wasm";

const help = `
Every runtime that is installed embeds the same random images in turns, in one process: first one
image at a time (p50, p95), then a batch (images/s, at the median). CPU is the processor time of all
threads for one image, alone and in a batch: trust it where the machine is busy. Memory is the
resident memory that loading the model and the first batch took. Difference is the largest deviation of a number from the
first runtime's embeddings, as a share of their largest number.

The runtimes are @multibatch/target-wasm with its own kernels and on stock tfjs, model.onnx on
onnxruntime-node and onnxruntime-web, and the C export of @multibatch/target-arm compiled here.

Examples:
  $ multibatch bench runs/faces/model
  $ multibatch bench runs/faces/model --only wasm --batch 1 --turns 300
  $ multibatch bench runs/faces/model --json | jq '.measurements[] | {name, latency}'

Exit codes: 0 measured, 1 error, 2 wrong use.`;

interface BenchFlags extends CommonFlags {
  readonly batch: number;
  readonly turns: number;
  readonly threads: number;
  readonly only?: string;
}

/** Adds `multibatch bench`. */
export function addBench(program: Command, context: ProgramContext): void {
  const command = program
    .command("bench")
    .description("Compare the runtimes that can run a model here: time, memory, agreement.")
    .argument("<model>", "model folder")
    .option("--batch <images>", "images in a batch, at most 1024", parseCount(1024), 32)
    .option("--turns <count>", "how often each runtime has its turn", parseCount(100_000), 100)
    .option("--threads <count>", "threads of ONNX Runtime; the others have one", parseCount(64), 1)
    .option("--only <word>", "leave out runtimes that do not have this in their names")
    .addHelpText("after", help);
  addCommonOptions(command).action((model: string, flags: BenchFlags) =>
    finishWith(context, flags, (terminal) =>
      bench(resolve(context.surroundings.cwd, model), flags, context.surroundings.cwd, terminal),
    ),
  );
}

async function bench(
  folder: string,
  { batch, turns, threads, only = "" }: BenchFlags,
  cwd: string,
  terminal: Terminal,
): Promise<ExitCode> {
  // Loaded and disposed for its card: the model is whole, or it is said here what is not.
  const embedder = await loadModel(folder, runtime, cwd);
  const { card } = embedder;
  embedder.dispose();
  const place = { folder, card, cwd };
  const entrants = [
    pluginEntrant("target-wasm", runtime, { engine: "own", batchSize: batch }, place),
    pluginEntrant("target-wasm on tfjs", runtime, { engine: "stock", batchSize: batch }, place),
    onnxEntrant("onnxruntime-node", threads, place),
    onnxEntrant("onnxruntime-web", threads, place),
    nativeEntrant(place),
  ].filter(({ name }) => name.includes(only));
  terminal.startBar({ title: "Comparing", total: turns, unit: "turns" });
  const comparison = await compareRuntimes(entrants, card, { batch, turns }, (done) =>
    terminal.updateBar(done),
  );
  terminal.stopBar();
  const machine = { processor: cpus()[0]?.model ?? "unknown", cores: cpus().length };
  if (terminal.json) {
    terminal.printJson({ model: card.name, cost: card.cost, machine, batch, turns, ...comparison });
    return exitCodes.ok;
  }
  const { height, width, channels } = card.input.crop;
  terminal.print(
    `${card.name}: ${height} × ${width} × ${channels}, ${(card.cost.multiplyAdds / 1e6).toFixed(1)} M multiply-adds; ${machine.cores} × ${machine.processor}, Node ${process.version}; batches of ${batch}, ${turns} turns\n`,
  );
  terminal.print(benchTable(comparison));
  return exitCodes.ok;
}

/** Parses a whole number from 1 to `most`. */
function parseCount(most: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (Number.isInteger(count) && count >= 1 && count <= most) return count;
    throw new InvalidArgumentError(`A whole number from 1 to ${most} is expected.`);
  };
}
