import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/*
 * engine-onnx beside PyTorch on the same processor: whole processes in turns, the same network, batch
 * and step. PyTorch is no dependency: name a Python that has it.
 *
 *     npx jiti tools/bench/peers/peers.ts --python=python3 [batch] [--threads=2] [--rounds=3] [--forward]
 *         [--aligner]
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    python: { type: "string", default: "python3" },
    threads: { type: "string", default: "2" },
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "10" },
    forward: { type: "boolean", default: false },
    aligner: { type: "boolean", default: false },
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

const peers = {
  "engine-onnx": ["npx", "jiti", here("onnx-step.ts")],
  PyTorch: [values.python, here("pytorch_step.py")],
} as const;

if (spawnSync(values.python, ["-c", "import torch"]).status !== 0) {
  console.log(
    `${values.python} has no PyTorch: nothing to compare with. Name another with --python.`,
  );
  process.exit(0);
}

interface Step {
  /** Milliseconds of a step. */
  readonly clock: number;
  readonly processor: number;
}

function measure([command, ...operands]: readonly string[]): Step {
  // Threads of PyTorch that wait would otherwise burn the time of those that compute.
  const env = { ...process.env, OMP_WAIT_POLICY: "passive", GOMP_SPINCOUNT: "0" };
  const { stdout, stderr, status } = spawnSync(command, [...operands, ...flags], {
    encoding: "utf8",
    env,
  });
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
  return JSON.parse(stdout.trim().split("\n").at(-1)!) as Step;
}

const steps = new Map(Object.keys(peers).map((name) => [name, [] as Step[]]));
for (let round = 0; round < Number(values.rounds); round++) {
  for (const [name, command] of Object.entries(peers)) steps.get(name)!.push(measure(command));
}

const medianOf = (numbers: readonly number[]) =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
for (const [name, list] of steps) {
  const clock = medianOf(list.map((step) => step.clock));
  const processor = medianOf(list.map((step) => step.processor));
  console.log(
    `${name.padEnd(12)} ${((1000 * Number(flags[0])) / clock).toFixed(1)} images/s by the clock, ` +
      `${processor.toFixed(1)} ms of processor time a batch`,
  );
}
