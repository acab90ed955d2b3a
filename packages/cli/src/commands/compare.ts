import { resolve } from "node:path";
import type { Command } from "commander";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { loadModel } from "../load-model.js";
import type { ProgramContext } from "../program.js";
import { formatNumber, formatPercent, formatTable } from "../terminal/format.js";
import type { CommonFlags, Terminal } from "../terminal/terminal.js";
import { summariseThreshold } from "../terminal/threshold-summary.js";
import { addCommonOptions, addRuntimeOption, finishWith } from "./common-options.js";

const help = `
Two images show one identity when the distance of their embeddings is below the model's threshold.

Examples:
  $ multibatch compare runs/faces/model ann.jpg bob.jpg
  $ multibatch compare runs/faces/model ann.jpg bob.jpg --json | jq .same

Exit codes: 0 compared (whatever the verdict), 1 error, 2 wrong use.`;

interface CompareFlags extends CommonFlags {
  readonly runtime: string;
}

/** Adds `multibatch compare`. */
export function addCompare(program: Command, context: ProgramContext): void {
  const command = program
    .command("compare")
    .description("Tell whether two images show the same identity.")
    .argument("<model>", "model folder")
    .argument("<first>", "image file (JPEG, PNG or WebP)")
    .argument("<second>", "image file")
    .addHelpText("after", help);
  addRuntimeOption(command);
  addCommonOptions(command).action(
    (model: string, first: string, second: string, flags: CompareFlags) =>
      finishWith(context, flags, (terminal) =>
        compare(model, [first, second], flags.runtime, context.surroundings.cwd, terminal),
      ),
  );
}

async function compare(
  model: string,
  [first, second]: readonly [string, string],
  runtime: string,
  cwd: string,
  terminal: Terminal,
): Promise<ExitCode> {
  const embedder = await loadModel(model, runtime, cwd);
  try {
    const { distance, threshold, same, probability } = embedder.compare(
      await embedder.embedFile(resolve(cwd, first)),
      await embedder.embedFile(resolve(cwd, second)),
    );
    const { operatingPoint, falseAcceptRate, falseRejectRate } = embedder.card.threshold;
    if (terminal.json) {
      terminal.printJson({
        first,
        second,
        distance,
        threshold,
        operatingPoint,
        falseAcceptRate,
        falseRejectRate,
        same,
        probability,
      });
      return exitCodes.ok;
    }
    terminal.print(
      formatTable([
        ["Verdict", same ? "same identity" : "different identities"],
        ["Distance", `${formatNumber(distance)} (${embedder.distance.norm})`],
        ...(probability === undefined
          ? []
          : [["Probability", `${formatPercent(probability)} that it is one identity`] as const]),
        ...summariseThreshold(embedder.card),
      ]),
    );
    return exitCodes.ok;
  } finally {
    embedder.dispose();
  }
}
