import { basename, extname, join, resolve } from "node:path";
import { ConfigError, type ConfiguredPlugin, type Dataset, type EventSink } from "@multibatch/core";
import { importPlugin, loadConfig, writeFileAtomic } from "@multibatch/core/node";
import { type Command, InvalidArgumentError } from "commander";
import { findConfig, runNameOf } from "../config/find-config.js";
import { checkCrop } from "../evaluation/check-crop.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { loadModel } from "../load-model.js";
import type { ProgramContext } from "../program.js";
import { formatTable, shellLine, showPath } from "../terminal/format.js";
import { summariseInspection } from "../terminal/inspection-summary.js";
import { createProgressDisplay } from "../terminal/progress-display.js";
import type { CommonFlags, Terminal } from "../terminal/terminal.js";
import { addCommonOptions, addRuntimeOption, finishWith } from "./common-options.js";

const help = `
Reads every image once and tells: identities and their images, unreadable files, equal files, images
that look nearly the same, and what training and evaluation have in common. With a model it also
names images that are far from the rest of their identity. The findings are written as JSON and as a
self-contained page with the images to look at, which is not to be passed on if the images are not.

Examples:
  $ multibatch inspect --config faces.json
  $ multibatch inspect faces/                            a folder, tar or zip of identities
  $ multibatch inspect -c faces.json --against lfw.json  what is trained on, what is judged on
  $ multibatch inspect -c faces.json --model runs/faces/model
  $ multibatch inspect -c faces.json --json | jq .summary

Exit codes: 0 inspected (whatever was found), 1 error, 2 wrong use.`;

interface InspectFlags extends CommonFlags {
  readonly config?: string;
  readonly against?: string;
  readonly model?: string;
  readonly depth: number;
  readonly similarity?: number;
  readonly output: string;
  readonly runtime: string;
}

/** Adds `multibatch inspect`. */
export function addInspect(program: Command, context: ProgramContext): void {
  const command = program
    .command("inspect")
    .description("Tell what is amiss in a data set, before or after training on it.")
    .argument("[folder]", "folder, tar or zip of identities, in place of a configuration")
    .option("-c, --config <file>", "configuration whose data set is inspected")
    .option("--against <config>", "configuration whose data set the network is to be judged on")
    .option("--model <folder>", "model folder, to find suspect labels")
    .option("--depth <levels>", "folder levels that name an identity", parseDepth, 1)
    .option("--similarity <number>", "least correlation of nearly equal images", parseShare)
    .option("-o, --output <folder>", "folder of the findings", "inspection")
    .addHelpText("after", help);
  addRuntimeOption(command);
  addCommonOptions(command).action((folder: string | undefined, flags: InspectFlags) =>
    finishWith(context, flags, (terminal) =>
      inspectData(folder, flags, context.surroundings.cwd, terminal),
    ),
  );
}

async function inspectData(
  folder: string | undefined,
  flags: InspectFlags,
  cwd: string,
  terminal: Terminal,
): Promise<ExitCode> {
  // Imported here, so that no other command waits for these libraries.
  const { inspect, recordOfInspection, renderInspection, Subject } = await import(
    "@multibatch/inspection"
  );
  const emit = createProgressDisplay(terminal).show;
  const source = await findSource(folder, flags, cwd);
  const model = flags.model && (await loadModel(flags.model, flags.runtime, cwd));
  const dataset = await source.open(emit);
  const against = flags.against && (await (await fromConfig(flags.against, cwd)).open(emit));
  try {
    if (model) checkCrop(dataset.crop, model.card);
    const subject = new Subject(dataset, against || undefined);
    const findings = await inspect({
      subject,
      similarity: flags.similarity,
      model: model
        ? {
            name: model.card.name,
            embed: (pixels) => model.embed(pixels),
            dimensions: model.card.output.dimensions,
            distance: model.distance,
            threshold: model.card.threshold.value,
          }
        : undefined,
      emit,
    });
    const record = recordOfInspection(subject, findings);
    const page = await renderInspection({
      subject,
      findings,
      created: new Date().toISOString(),
      command: commandLine(folder, flags),
    });
    const output = resolve(cwd, flags.output);
    const files = [".json", ".html"].map((ending) => join(output, `${source.name}${ending}`));
    await writeFileAtomic(files[0], `${JSON.stringify(record, null, 2)}\n`);
    await writeFileAtomic(files[1], page);
    if (terminal.json) terminal.printJson({ ...record, files });
    else {
      terminal.print(formatTable(summariseInspection(record)));
      terminal.print(`\nWritten: ${files.map((file) => showPath(file, cwd)).join(", ")}`);
    }
    return exitCodes.ok;
  } finally {
    await dataset.close();
    if (against) await against.close();
    if (model) model.dispose();
  }
}

/** Where a data set comes from. */
interface Source {
  /** Name for the files that are written. */
  readonly name: string;
  open(emit: EventSink): Promise<Dataset>;
}

async function findSource(
  folder: string | undefined,
  { config, depth }: InspectFlags,
  cwd: string,
): Promise<Source> {
  if (folder !== undefined && config !== undefined) {
    throw new ConfigError("Give a folder or --config, not both.");
  }
  return folder === undefined ? fromConfig(config, cwd) : fromFolder(folder, depth, cwd);
}

async function fromConfig(given: string | undefined, cwd: string): Promise<Source> {
  const { config, file, directory } = await loadConfig(await findConfig(given, cwd));
  const dataset: ConfiguredPlugin<"dataset"> = config.dataset;
  return {
    name: runNameOf(file),
    open: (emit) => dataset.create({ directory, seed: config.seed, emit }),
  };
}

/** All identities of a folder, in no part but training, at a size that shows what they are. */
async function fromFolder(folder: string, depth: number, cwd: string): Promise<Source> {
  const use = "@multibatch/dataset-identity-folder";
  const plugin = await importPlugin(use, "dataset", cwd);
  const root = resolve(cwd, folder);
  const options = {
    ...{ root, depth, minimumImages: 1, validation: 0, test: 0 },
    ...{ height: 112, width: 112, channels: 3 },
  };
  return {
    name: basename(root, extname(root)),
    open: (emit) => plugin.configure(options, use, "folder").create({ directory: cwd, emit }),
  };
}

function commandLine(
  folder: string | undefined,
  { config, against, model, similarity }: InspectFlags,
): string {
  const option = (name: string, value: string | number | undefined) =>
    value === undefined ? [] : [name, String(value)];
  return shellLine(
    ...["multibatch", "inspect", ...(folder === undefined ? [] : [folder])],
    ...option("--config", config),
    ...option("--against", against),
    ...option("--model", model),
    ...option("--similarity", similarity),
  );
}

function parseDepth(text: string): number {
  const depth = Number(text);
  if (Number.isInteger(depth) && depth >= 1 && depth <= 8) return depth;
  throw new InvalidArgumentError("It must be an integer of 1…8.");
}

function parseShare(text: string): number {
  const share = Number(text);
  if (text.trim() !== "" && share > 0 && share <= 1) return share;
  throw new InvalidArgumentError("It must be a number above 0 and up to 1.");
}
