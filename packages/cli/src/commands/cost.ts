import { formatCost, type ResolvedConfig } from "@multibatch/core";
import { loadConfig } from "@multibatch/core/node";
import type { Command } from "commander";
import { findConfig } from "../config/find-config.js";
import { overrideConfig } from "../config/override-config.js";
import type { Override } from "../config/parse-override.js";
import type { ImageSize, NetworkCost } from "../cost/network-cost.js";
import { parseImageSize } from "../cost/parse-image-size.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { ProgramContext } from "../program.js";
import { formatCount, formatTable } from "../terminal/format.js";
import { createProgressDisplay } from "../terminal/progress-display.js";
import type { CommonFlags, Terminal } from "../terminal/terminal.js";
import { addCommonOptions, addSetOption, finishWith } from "./common-options.js";

const help = `
The network is built, not trained. For one image, layer by layer: the shape of the output,
multiply-adds (MACs), operations (two for each multiply-add), parameters, bytes of the output as
float32, and arithmetic intensity: operations for each byte of weights, inputs and outputs. A layer
of low intensity waits for memory rather than for arithmetic.

The size of the images is that of the data set, which is opened for it. --input gives a size
instead, and leaves the data set alone.

Examples:
  $ multibatch cost                                        the network of multibatch.config.*
  $ multibatch cost --config faces.json --input 112x112x3  without the data set
  $ multibatch cost -c faces.json --set model.preset=tiny  with one option replaced
  $ multibatch cost -c faces.json --json | jq .multiplyAdds

Exit codes: 0 counted, 1 error, 2 wrong use.`;

interface CostFlags extends CommonFlags {
  readonly config?: string;
  readonly input?: ImageSize;
  readonly set: readonly Override[];
}

/** Adds `multibatch cost`. */
export function addCost(program: Command, context: ProgramContext): void {
  const command = program
    .command("cost")
    .description("Count what a network costs, layer by layer: multiply-adds, parameters, memory.")
    .option("-c, --config <file>", "configuration (default: multibatch.config.{ts,js,json})")
    .option("--input <height x width x channels>", "size of the images", parseImageSize)
    .addHelpText("after", help);
  addSetOption(command);
  addCommonOptions(command).action((flags: CostFlags) =>
    finishWith(context, flags, (terminal) => cost(flags, context.surroundings.cwd, terminal)),
  );
}

async function cost(flags: CostFlags, cwd: string, terminal: Terminal): Promise<ExitCode> {
  const { config: written, directory } = await loadConfig(await findConfig(flags.config, cwd));
  const config = await overrideConfig(written, flags.set, directory);
  // Imported here, so that no other command waits for these libraries.
  const { networkCost } = await import("../cost/network-cost.js");

  const input = flags.input ?? (await sizeOfImages(config, directory, terminal));
  const models = await Promise.all(
    config.models.map((model) => model.create({ directory, seed: config.seed })),
  );
  const uses = config.models.map(({ use }) => use);
  const counted = await networkCost(models, uses, input);
  if (terminal.json) terminal.printJson(counted);
  else terminal.print(describe(counted));
  return exitCodes.ok;
}

async function sizeOfImages(
  config: ResolvedConfig,
  directory: string,
  terminal: Terminal,
): Promise<ImageSize> {
  const emit = createProgressDisplay(terminal).show;
  const dataset = await config.dataset.create({ directory, seed: config.seed, emit });
  try {
    const { height, width, channels } = dataset.crop;
    return { height, width, channels };
  } finally {
    await dataset.close();
  }
}

function describe(counted: NetworkCost): string {
  const { height, width, channels } = counted.input;
  const shares = counted.models.map(({ use, multiplyAdds, parameters }) => {
    const text = `${formatCount(multiplyAdds)} multiply-adds, ${formatCount(parameters)} parameters`;
    return [use, text] as const;
  });
  return [
    `Images of ${height}×${width}×${channels}\n`,
    formatCost(counted),
    ...(shares.length > 1 ? ["", formatTable(shares)] : []),
  ].join("\n");
}
