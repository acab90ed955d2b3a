import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { armCompiler, call, emulator } from "./tools.js";

const here = fileURLToPath(new URL(".", import.meta.url));

/** One of the ways in which the plugin models a Cortex-A9. */
export interface Model {
  readonly name: string;
  readonly gigahertz: number;
}

/** A part of the program: from the entry of a function to that of the next one in the report. */
export interface Region {
  readonly name: string;
  /** Instructions of ARM, exactly. */
  readonly instructions: number;
  /** The same by kind. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Modelled cycles, one number for each model. */
  readonly cycles: readonly number[];
}

/** What the plugin tells of a run. */
export interface Measurement {
  readonly models: readonly Model[];
  readonly regions: readonly Region[];
}

/** Compiles the plugin; @returns its path */
export async function buildPlugin(scratch: string): Promise<string> {
  const plugin = join(scratch, "cortex-a9.so");
  const sources = cFilesIn(join(here, "plugin"));
  const flags = ["-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-fPIC", "-shared"];
  await call("gcc", ...flags, ...sources, "-lm", "-o", plugin);
  return plugin;
}

/** How programs are compiled for ARMv7: as the README of an export says. */
export const armFlags = ["-std=gnu99", "-O2", "-mcpu=cortex-a9", "-mfpu=neon"];

/** Compiles an export with the program that embeds an image; @returns its path */
export async function buildEmbedder(face: string, scratch: string): Promise<string> {
  const program = join(scratch, "embed");
  const sources = [
    join(here, "programs/embed.c"),
    join(face, "embedder.c"),
    join(face, "embedder_weights.c"),
    ...cFilesIn(join(face, "kernels")),
  ];
  const include = ["-I", face, "-I", join(here, "programs")];
  await call(armCompiler, ...armFlags, "-static", ...include, ...sources, "-lm", "-o", program);
  return program;
}

/** Compiles the loops that the model is held to; @returns the path of the program */
export async function buildCalibration(scratch: string): Promise<string> {
  const program = join(scratch, "calibrate");
  const source = join(here, "programs/calibrate.c");
  await call(armCompiler, ...armFlags, "-marm", "-static", source, "-o", program);
  return program;
}

/** Functions that are called from others of the report: they count as part of those. */
const inner = new Set(["mb_find_positions", "mb_map_of"]);

/**
 * Runs a program on an emulated Cortex-A9 under the plugin.
 *
 * @param emulatorFlags more flags of qemu-arm, for a program with shared libraries
 */
export async function measure(
  program: string,
  plugin: string,
  scratch: string,
  emulatorFlags: readonly string[] = [],
): Promise<Measurement> {
  const report = join(scratch, "report.json");
  const symbols = (await call("arm-linux-gnueabihf-nm", program)).split("\n");
  const entries = symbols.flatMap((line) => {
    const [address, type, name] = line.split(" ");
    const counts = type === "T" && /^(mb_|embedder_embed$)/.test(name) && !inner.has(name);
    return counts ? [`entry=${address}:${name}`] : [];
  });
  const argument = [plugin, `out=${report}`, ...entries].join(",");
  await call(emulator, "-cpu", "cortex-a9", ...emulatorFlags, "-plugin", argument, program);
  return JSON.parse(await readFile(report, "utf8")) as Measurement;
}

/** Instructions of the whole measured part. */
export function instructionsOf({ regions }: Measurement): number {
  return regions.reduce((sum, { instructions }) => sum + instructions, 0);
}

/** Modelled milliseconds of the whole measured part, by the name of the model. */
export function millisecondsOf({ models, regions }: Measurement): Map<string, number> {
  return new Map(
    models.map(({ name, gigahertz }, i) => {
      const cycles = regions.reduce((sum, region) => sum + region.cycles[i], 0);
      return [name, cycles / gigahertz / 1e6];
    }),
  );
}

function cFilesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".c"))
    .map((file) => join(folder, file));
}
