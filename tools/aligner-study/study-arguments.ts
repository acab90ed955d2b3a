import { parseArgs } from "node:util";

export const help = `Does learned alignment earn its multiply-adds? Trains embedders with and without a warp
aligner, and measures how differently the images still lie and how well people are told apart.

  npx nx run-many -t build && npx jiti tools/aligner-study/aligner-study.ts [experiment …]

experiments (all of them by default)
  synthetic   drawn faces with known warps, from identity labels alone
  lfw         LFW, View 1: not aligned, aligned by the learned warp, aligned by landmarks

options
  --seeds N      runs of each arm, seeds 1…N                  (3)
  --arms A,B     only these arms                              (all)
  --steps N      training steps of each run                   (the experiment's own)
  --threads N    computing threads                            (the engine's choice)
  --output DIR   where runs, pictures and report.md go        (runs/aligner-study)
  --lfw DIR      folder with LFW's tars and protocol files    (../shared/data/lfw)
  --json         print the summary as JSON on stdout
  --help

A run that is stopped (Ctrl-C, or killed) goes on from its last checkpoint; runs that are done are not
run again. Options that change what is trained want a fresh --output.`;

/** Arguments of the study. */
export interface StudyArguments {
  readonly experiments: readonly string[];
  readonly arms?: readonly string[];
  readonly seeds: number;
  readonly steps?: number;
  readonly threads?: number;
  readonly output: string;
  readonly lfw: string;
  readonly json: boolean;
  readonly help: boolean;
}

const names = ["synthetic", "lfw"];

/** @throws Error that says what was expected */
export function parseStudyArguments(args: readonly string[]): StudyArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      seeds: { type: "string", default: "3" },
      arms: { type: "string" },
      steps: { type: "string" },
      threads: { type: "string" },
      output: { type: "string", default: "runs/aligner-study" },
      lfw: { type: "string", default: "../shared/data/lfw" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const unknown = positionals.find((name) => !names.includes(name));
  if (unknown)
    throw new Error(`There is no experiment "${unknown}": expected ${names.join(", ")}.`);
  return {
    experiments: positionals.length > 0 ? positionals : names,
    seeds: count("seeds", values.seeds) ?? 3,
    arms: values.arms?.split(","),
    steps: count("steps", values.steps),
    threads: count("threads", values.threads),
    output: values.output,
    lfw: values.lfw,
    json: values.json,
    help: values.help,
  };
}

function count(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new Error(`--${name}: expected a whole number above 0, received ${JSON.stringify(text)}.`);
}
