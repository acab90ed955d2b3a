import { parseArgs } from "node:util";

/** What `run.sh` was asked for. */
export interface RunArguments {
  readonly quick: boolean;
  /** Folder of the results. */
  readonly output: string;
  /** After which no part is started or goes on; the plan is made for `usualMinutes`. */
  readonly minutes: number;
  /** Part of the names of the parts to run; empty for all. */
  readonly only: string;
}

/** What a run may take on a graphics card. */
export const usualMinutes = 7.5;

export const runHelp = `Measures training on this machine's graphics card, and writes results.json and results.md.

  run.sh [--quick] [--out <folder>] [--minutes ${usualMinutes}] [--only <words>]

options
  --quick      tiny sizes: shows that everything works, on a software driver too
  --out        folder of the results; $OUT where that is set, else results
  --minutes    after these, what is running is ended, and the results are what there is; each part
               may take its share of them, so that slow machines need more
  --only       runs the parts whose names have these words, such as "profile"
  --help

variables
  GPU_PACK_PYTHON   a Python that has PyTorch; python3 where left out`;

/** @throws Error that says what is wrong */
export function parseRunArguments(
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): RunArguments | "help" {
  const { values } = parseArgs({
    args: [...words],
    options: {
      quick: { type: "boolean", default: false },
      out: { type: "string", default: environment.OUT || "results" },
      minutes: { type: "string", default: String(usualMinutes) },
      only: { type: "string", default: "" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) {
    throw new Error(`--minutes: expected a number above 0, received "${values.minutes}"`);
  }
  return { quick: values.quick, output: values.out, minutes, only: values.only };
}
