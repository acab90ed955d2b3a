import { dirname, join, resolve } from "node:path";
import { loadConfig, writeFileAtomic } from "@multibatch/core/node";
import { type Command, InvalidArgumentError, Option } from "commander";
import { findConfig } from "../config/find-config.js";
import { overrideConfig } from "../config/override-config.js";
import type { Override } from "../config/parse-override.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { loadModel } from "../load-model.js";
import type { ProgramContext } from "../program.js";
import { formatTable, showPath } from "../terminal/format.js";
import { summariseIdentification } from "../terminal/identification-summary.js";
import { createProgressDisplay } from "../terminal/progress-display.js";
import type { CommonFlags, Terminal } from "../terminal/terminal.js";
import { addCommonOptions, addRuntimeOption, addSetOption, finishWith } from "./common-options.js";

const help = `
Of each identity of the data set's test part a few images, drawn at random, are enrolled in a
gallery; the rest are probes, which are looked up by exhaustive search. Some identities are not
enrolled: their probes show how often a stranger is taken for somebody (FPIR), and what keeping that
rare costs (FNIR). identification.json is written beside the model folder, or into --output.

Examples:
  $ multibatch identify runs/faces/model --config faces.json
  $ multibatch identify runs/faces/model --config faces.json --enrol 3 --unknown 0.5

Exit codes: 0 judged (however well), 1 error, 2 wrong use.`;

interface IdentifyFlags extends CommonFlags {
  readonly config: string;
  readonly set: readonly Override[];
  readonly output?: string;
  readonly runtime: string;
  readonly part: "test" | "validation";
  readonly enrol: number;
  readonly unknown: number;
  readonly seed: number;
}

/** Adds `multibatch identify`. */
export function addIdentify(program: Command, context: ProgramContext): void {
  const command = program
    .command("identify")
    .description("Judge a model by looking people up in a gallery (1:N).")
    .argument("<model>", "model folder")
    .requiredOption("-c, --config <file>", "configuration whose data set is judged")
    .option("-o, --output <folder>", "folder of the result (default: the one above the model)")
    .addOption(
      new Option("--part <part>", "part of the data set")
        .choices(["test", "validation"])
        .default("test"),
    )
    .option("--enrol <images>", "images of each identity in the gallery", wholeNumber, 1)
    .option("--unknown <share>", "share of the identities that are not enrolled", share, 0.2)
    .option("--seed <number>", "seed of the drawing", wholeNumber, 1)
    .addHelpText("after", help);
  addRuntimeOption(command);
  addSetOption(command);
  addCommonOptions(command).action((model: string, flags: IdentifyFlags) =>
    finishWith(context, flags, (terminal) =>
      identifyModel(model, flags, context.surroundings.cwd, terminal),
    ),
  );
}

async function identifyModel(
  model: string,
  flags: IdentifyFlags,
  cwd: string,
  terminal: Terminal,
): Promise<ExitCode> {
  const { config: written, directory } = await loadConfig(await findConfig(flags.config, cwd));
  const config = await overrideConfig(written, flags.set, directory);
  const folder = resolve(cwd, model);
  // Imported here, so that no other command waits for these libraries.
  const { identifyPeople } = await import("../evaluation/identify-people.js");
  const emit = createProgressDisplay(terminal).show;
  const embedder = await loadModel(folder, flags.runtime, cwd);
  try {
    const dataset = await config.dataset.create({ directory, seed: config.seed, emit });
    try {
      const result = await identifyPeople({
        embedder,
        dataset,
        part: flags.part,
        gallery: {
          imagesPerIdentity: flags.enrol,
          unknownShare: flags.unknown,
          seed: flags.seed,
        },
        emit,
      });
      const file = join(resolve(cwd, flags.output ?? dirname(folder)), "identification.json");
      await writeFileAtomic(file, `${JSON.stringify(result, null, 2)}\n`);
      if (terminal.json) terminal.printJson({ ...result, files: [file] });
      else {
        terminal.print(formatTable(summariseIdentification(result)));
        terminal.print(`\nWritten: ${showPath(file, cwd)}`);
      }
      return exitCodes.ok;
    } finally {
      await dataset.close();
    }
  } finally {
    embedder.dispose();
  }
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) {
    throw new InvalidArgumentError("expected a whole number of 1 or more.");
  }
  return Number(text);
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value < 1)) {
    throw new InvalidArgumentError("expected a share of 0 or more and below 1.");
  }
  return value;
}
