import { extname, resolve } from "node:path";
import {
  ConfigError,
  DataError,
  type Embedder,
  MultibatchError,
  messageOf,
} from "@multibatch/core";
import { writeFileAtomic } from "@multibatch/core/node";
import { type Command, Option } from "commander";
import { type EmbeddingFormat, type Embeddings, formatEmbeddings } from "../embeddings.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { loadModel } from "../load-model.js";
import type { ProgramContext } from "../program.js";
import { countOf } from "../terminal/format.js";
import type { CommonFlags, Terminal } from "../terminal/terminal.js";
import { addCommonOptions, addRuntimeOption, finishWith } from "./common-options.js";

const help = `
A folder stands for the images in it (not in its sub-folders), in the order of their names. Images
that cannot be read are reported on stderr and listed under "failed" in JSON; the others are
embedded. The format follows the name of the output file, and is JSON where there is none.

Examples:
  $ multibatch embed runs/faces/model ann.jpg bob.jpg
  $ multibatch embed runs/faces/model photos --output photos.csv

Exit codes: 0 at least one image was embedded, 1 none was or another error, 2 wrong use.`;

interface EmbedFlags extends CommonFlags {
  readonly runtime: string;
  readonly output?: string;
  readonly format?: EmbeddingFormat;
}

/** Adds `multibatch embed`. */
export function addEmbed(program: Command, context: ProgramContext): void {
  const command = program
    .command("embed")
    .description("Turn image files into embeddings.")
    .argument("<model>", "model folder")
    .argument("<images...>", "image files (JPEG, PNG or WebP), or folders of them")
    .option("-o, --output <file>", "write there instead of stdout (.json or .csv)")
    .addOption(new Option("--format <format>", "format of the embeddings").choices(["json", "csv"]))
    .addHelpText("after", help);
  addRuntimeOption(command);
  addCommonOptions(
    command,
    "print one JSON document: the embeddings, or with --output a summary",
  ).action((model: string, images: string[], flags: EmbedFlags) =>
    finishWith(context, flags, (terminal) =>
      embed(model, images, flags, context.surroundings.cwd, terminal),
    ),
  );
}

async function embed(
  model: string,
  given: readonly string[],
  flags: EmbedFlags,
  cwd: string,
  terminal: Terminal,
): Promise<ExitCode> {
  const format = formatOf(flags);
  // Imported here, so that no other command waits for the image library.
  const { findImages } = await import("../find-images.js");
  const files = await findImages(given, cwd);
  const embedder = await loadModel(model, flags.runtime, cwd);
  try {
    const embeddings = await embedFiles(embedder, files, cwd, terminal);
    if (embeddings.images.length === 0) {
      throw new DataError(
        `None of ${countOf(files.length, "image")} could be embedded: ${embeddings.failed[0].reason}`,
      );
    }
    const text = formatEmbeddings(embeddings, format);
    const summary = `${countOf(embeddings.images.length, "image")} embedded, ${embeddings.failed.length} failed`;
    if (flags.output === undefined) {
      // The embeddings are the result, so they are printed with --json, too.
      terminal.printText(text);
      terminal.say(summary);
    } else {
      await writeFileAtomic(resolve(cwd, flags.output), text);
      if (terminal.json) {
        terminal.printJson({
          output: flags.output,
          embedded: embeddings.images.length,
          failed: embeddings.failed,
        });
      } else {
        terminal.print(`${summary}; written to ${flags.output}`);
      }
    }
    return exitCodes.ok;
  } finally {
    embedder.dispose();
  }
}

/** Embeds files one after the other; those that cannot be read are listed, not thrown. */
async function embedFiles(
  embedder: Embedder,
  files: readonly string[],
  cwd: string,
  terminal: Terminal,
): Promise<Embeddings> {
  const images: { file: string; embedding: number[] }[] = [];
  const failed: { file: string; reason: string }[] = [];
  terminal.startBar({ title: "Embedding", total: files.length, unit: "images" });
  for (const [position, file] of files.entries()) {
    try {
      images.push({ file, embedding: Array.from(await embedder.embedFile(resolve(cwd, file))) });
    } catch (error) {
      if (!MultibatchError.is(error)) throw error;
      const reason = messageOf(error);
      failed.push({ file, reason });
      terminal.warn(reason);
    }
    terminal.updateBar(position + 1);
  }
  terminal.stopBar();
  const { name, output } = embedder.card;
  return { model: name, dimensions: output.dimensions, distance: output.distance, images, failed };
}

function formatOf({ format, output, json }: EmbedFlags): EmbeddingFormat {
  const byName = output === undefined ? undefined : extname(output).toLowerCase();
  const chosen = format ?? (byName === ".csv" ? "csv" : "json");
  if (json && output === undefined && chosen === "csv") {
    throw new ConfigError("--json and --format csv exclude each other; leave one of them out.");
  }
  return chosen;
}
