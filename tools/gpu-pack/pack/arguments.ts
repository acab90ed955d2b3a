import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compressionOf } from "./archive.js";

/** What `pack.ts` was asked for. */
export interface PackArguments {
  /** The file to make. */
  readonly output: string;
  /** The folder to fill instead; then nothing is compressed. */
  readonly folder: string | undefined;
  /** The program to bring along. */
  readonly node: string;
}

/** Beside this program, where git ignores it. */
const usualOutput = fileURLToPath(new URL("../gpu-pack.tar.xz", import.meta.url));

export const packHelp = `Packs everything that measures training on a graphics card into one file below 60 MiB.

  npx jiti tools/gpu-pack/pack.ts [--output <file>]

options
  --output   the file, tools/gpu-pack/gpu-pack.tar.xz where left out; one whose name ends in .tar.gz is
             made faster and is larger
  --folder   fill this folder and compress nothing
  --node     Node to bring along, for Linux on x64; the running one where left out
  --help`;

/** @throws Error that says what is wrong */
export function parsePackArguments(words: readonly string[]): PackArguments | "help" {
  const { values } = parseArgs({
    args: [...words],
    options: {
      output: { type: "string", default: usualOutput },
      folder: { type: "string" },
      node: { type: "string", default: process.execPath },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  compressionOf(values.output);
  return { output: values.output, folder: values.folder, node: values.node };
}
