import { resolve } from "node:path";
import { type EventSink, parseOptions } from "@multibatch/core";
import type { StudyDocument } from "@multibatch/study";
import type { Command } from "commander";
import type { z } from "zod";
import { addCommonOptions, addSetOption, finishWith } from "../commands/common-options.js";
import { runNameOf } from "../config/find-config.js";
import { collectOverrides } from "../config/parse-override.js";
import type { ExitCode } from "../exit-codes.js";
import type { OnFirstInterrupt } from "../perform.js";
import type { ProgramContext } from "../program.js";
import { createProgressDisplay } from "../terminal/progress-display.js";
import type { Terminal } from "../terminal/terminal.js";
import { type OpenStudy, openStudy, studyFolder } from "./open-study.js";
import { type StudyFlag, type StudyFlags, studyCommand } from "./study-flags.js";
import { readStudyOptions } from "./study-options.js";
import { tellStudy } from "./tell-study.js";
import { whileStudying } from "./while-studying.js";

/** The library of studies, which no other command waits for. */
type StudyLibrary = typeof import("@multibatch/study");

/** A study as a command. */
export interface StudyCommand<Options> {
  readonly name: string;
  readonly description: string;
  /** What `--help` teaches behind the flags. */
  readonly help: string;
  /** Flags of this study alone. */
  readonly flags: readonly StudyFlag[];
  schema(library: StudyLibrary): z.ZodType<Options>;
  measure(library: StudyLibrary, work: StudyWork<Options>): Promise<StudyFinding>;
}

/** What a study is measured with. */
export interface StudyWork<Options> {
  readonly opened: OpenStudy;
  readonly options: Options;
  /** Flags of this study alone, by name, where they were given. */
  readonly given: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Folder of the study. */
  readonly output: string;
  readonly emit: EventSink;
  readonly signal: AbortSignal;
  /** When the study was measured and what makes it again, for its report. */
  readonly stamp: { readonly created: string; readonly command: string };
}

/** What a study found: the report, all numbers, and a last word for people. */
export interface StudyFinding {
  readonly document: StudyDocument;
  readonly data: object;
  readonly lastWord?: string;
}

/** Adds a study with the flags that every study takes and its own. */
export function addStudyCommand<Options>(
  parent: Command,
  context: ProgramContext,
  study: StudyCommand<Options>,
): void {
  const command = parent
    .command(study.name)
    .description(study.description)
    .option("-c, --config <file>", "configuration: data, loss, network and training")
    .option("-o, --output <folder>", `folder of the study (default: runs/<name>-${study.name})`)
    .option("--options <file>", "JSON file with options of the study")
    .option("--option <name=value>", "replace an option of the study", collectOverrides, [])
    .addHelpText("after", study.help);
  for (const { name, value, help } of study.flags) command.option(`--${name} <${value}>`, help);
  addSetOption(command);
  addCommonOptions(command).action((flags: StudyFlags) =>
    finishWith(context, flags, (terminal, onFirstInterrupt) =>
      performStudy(study, flags, context.surroundings.cwd, terminal, onFirstInterrupt),
    ),
  );
}

async function performStudy<Options>(
  study: StudyCommand<Options>,
  flags: StudyFlags,
  cwd: string,
  terminal: Terminal,
  onFirstInterrupt: OnFirstInterrupt,
): Promise<ExitCode> {
  const library = await import("@multibatch/study");
  const options = parseOptions(study.schema(library), await readStudyOptions(flags, cwd), {
    owner: "the study",
  });
  const emit = createProgressDisplay(terminal).show;
  const opened = await openStudy(flags.config, flags.set, cwd, emit);
  const { file } = opened;
  const output = resolve(cwd, studyFolder(flags.output, runNameOf(file), study.name));
  const stamp = () => ({
    created: new Date().toISOString(),
    command: studyCommand(study.name, flags, study.flags, file, cwd),
  });
  const given = flags as unknown as Readonly<Record<string, string | undefined>>;
  try {
    return await whileStudying(terminal, onFirstInterrupt, output, cwd, async (signal) => {
      const work = { opened, options, given, cwd, output, emit, signal, stamp: stamp() };
      const { document, data, lastWord } = await study.measure(library, work);
      await tellStudy(output, document, data, terminal, cwd);
      if (lastWord !== undefined) terminal.print(lastWord);
    });
  } finally {
    await opened.run.pipeline.dataset.close();
  }
}
