import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { median } from "../../statistics.js";

/*
 * engine-onnx beside PyTorch and tfjs-node on the same processor: whole processes in turns, the same
 * network, batch and step. Neither is a dependency: name a Python that has PyTorch, a folder that has
 * tfjs-node installed, or both.
 *
 *     npx jiti tools/bench/peers/peers.ts [--python=program] [--tfjs-node=folder] [batch] [--threads=2]
 *         [--rounds=3] [--seconds=10] [--forward] [--aligner] [--busy]
 *
 * PyTorch waits for its threads as it does by default. With `--busy`, for a machine on which other
 * programs run, they sleep instead of burning the time of those that compute.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    python: { type: "string" },
    "tfjs-node": { type: "string" },
    threads: { type: "string", default: "2" },
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "10" },
    forward: { type: "boolean", default: false },
    aligner: { type: "boolean", default: false },
    busy: { type: "boolean", default: false },
  },
});

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const flags = [
  positionals[0] ?? "256",
  `--threads=${values.threads}`,
  `--seconds=${values.seconds}`,
  ...(values.forward ? ["--forward"] : []),
  ...(values.aligner ? ["--aligner"] : []),
];

/** A program to measure, and what shows that it can run here. */
interface Peer {
  readonly name: string;
  readonly command: readonly string[];
  readonly check: readonly string[];
}

const wanted: Peer[] = [];
if (values.python !== undefined) {
  wanted.push({
    name: "PyTorch",
    command: [values.python, here("pytorch_step.py")],
    check: [values.python, "-c", "import torch"],
  });
}
if (values["tfjs-node"] !== undefined) {
  const folder = resolve(values["tfjs-node"]);
  const command = ["npx", "jiti", here("tfjs-node-step.ts"), `--folder=${folder}`];
  wanted.push({ name: "tfjs-node", command, check: [...command, "--seconds=0"] });
}

const present = wanted.filter(({ name, check: [program, ...operands] }) => {
  const { status, stderr } = spawnSync(program, operands, { encoding: "utf8" });
  if (status !== 0) console.log(`${name} does not run here: ${lastError(stderr ?? "")}`);
  return status === 0;
});
if (present.length === 0) {
  console.log("Nothing to compare with: name a Python with --python, a folder with --tfjs-node.");
  process.exit(0);
}

/** The line of a report that says what went wrong. */
function lastError(report: string): string {
  const lines = report.split("\n").filter((line) => /Error\b/.test(line));
  return lines.at(-1)?.trim() ?? "it cannot be started";
}

const commands: ReadonlyMap<string, readonly string[]> = new Map([
  ["engine-onnx", ["npx", "jiti", here("onnx-step.ts")]],
  ...present.map(({ name, command }) => [name, command] as const),
]);

interface Step {
  /** Milliseconds of a step. */
  readonly clock: number;
  readonly processor: number;
}

function measure([command, ...operands]: readonly string[]): Step {
  const sleeping = { OMP_WAIT_POLICY: "passive", GOMP_SPINCOUNT: "0" };
  const { stdout, stderr, status } = spawnSync(command, [...operands, ...flags], {
    encoding: "utf8",
    env: values.busy ? { ...process.env, ...sleeping } : process.env,
  });
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
  return JSON.parse(stdout.trim().split("\n").at(-1)!) as Step;
}

const steps = new Map([...commands.keys()].map((name) => [name, [] as Step[]]));
for (let round = 0; round < Number(values.rounds); round++) {
  for (const [name, command] of commands) steps.get(name)!.push(measure(command));
}

for (const [name, list] of steps) {
  const clock = median(list.map((step) => step.clock));
  const processor = median(list.map((step) => step.processor));
  console.log(
    `${name.padEnd(12)} ${((1000 * Number(flags[0])) / clock).toFixed(1)} images/s by the clock, ` +
      `${processor.toFixed(1)} ms of processor time a batch`,
  );
}
