import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** A way to build and run C on this machine. */
export interface Toolchain {
  readonly name: string;
  readonly compiler: string;
  readonly flags: readonly string[];
  /** Command that runs what was built, where the machine cannot. */
  readonly emulator?: readonly string[];
}

const strict = ["-std=c99", "-O2", "-Wall", "-Wextra", "-Werror", "-pedantic"];
const sanitise = ["-O0", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
const armv7Flags = [...strict, "-mcpu=cortex-a9", "-mfpu=neon", "-static"];

export const gcc: Toolchain = { name: "gcc", compiler: "gcc", flags: strict };
export const sanitised: Toolchain = {
  name: "gcc with sanitisers",
  compiler: "gcc",
  flags: [...strict, ...sanitise],
};
export const clang: Toolchain = { name: "clang", compiler: "clang", flags: strict };
export const armv7: Toolchain = {
  name: "ARMv7 NEON on an emulated Cortex-A9",
  compiler: "arm-linux-gnueabihf-gcc",
  flags: armv7Flags,
  emulator: ["qemu-arm", "-cpu", "cortex-a9"],
};
export const armv8: Toolchain = {
  name: "ARMv8 NEON, emulated",
  compiler: "aarch64-linux-gnu-gcc",
  flags: [...strict, "-static"],
  emulator: ["qemu-aarch64", "-cpu", "cortex-a53"],
};

/** What every run of the tests builds with. */
export const usualToolchains = [gcc, sanitised, clang, armv7, armv8];

/** What is only built with where `MULTIBATCH_ARM_TOOLCHAINS=all` asks for it. */
export const furtherToolchains: readonly Toolchain[] = [
  { ...gcc, name: "gcc -O3", flags: [...strict, "-O3"] },
  { ...clang, name: "clang with sanitisers", flags: [...strict, ...sanitise] },
  {
    ...armv7,
    name: "clang for ARMv7 NEON",
    compiler: "clang",
    flags: ["--target=arm-linux-gnueabihf", ...armv7Flags],
  },
  {
    ...armv8,
    name: "clang for ARMv8 NEON",
    compiler: "clang",
    flags: ["--target=aarch64-linux-gnu", ...armv8.flags],
  },
  {
    ...armv7,
    name: "ARMv7 without NEON",
    flags: [...strict, "-march=armv7-a", "-mfpu=vfpv3-d16", "-static"],
  },
];

/** Whether the tools are here; says so where they are not. */
export function isInstalled({ name, compiler, emulator }: Toolchain): boolean {
  const missing = [compiler, ...(emulator?.slice(0, 1) ?? [])].filter((tool) => !runs(tool));
  if (missing.length > 0) console.warn(`SKIPPED: ${name}: ${missing.join(", ")} not installed`);
  return missing.length === 0;
}

function runs(tool: string): boolean {
  try {
    execFileSync(tool, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const kernelFolder = fileURLToPath(new URL("./c/kernels", import.meta.url));
const networkFile = fileURLToPath(new URL("../fixtures/network.c", import.meta.url));

/** One program out of several exports; the kernels are compiled once. @returns its path */
export async function buildNetworks(
  exports: readonly string[],
  toolchain: Toolchain,
  scratch: string,
): Promise<string> {
  mkdirSync(scratch, { recursive: true });
  const kernels = readdirSync(kernelFolder).filter((file) => file.endsWith(".c"));
  const units = [
    ...kernels.map((file) => [join(kernelFolder, file)]),
    ...exports.map((folder, i) => [networkFile, "-I", folder, `-DNETWORK=${i}`]),
    [chooserOf(exports.length, scratch)],
  ].map((command, i) => ({ command, object: join(scratch, `${i}.o`) }));
  const waiting = [...units];
  const compileAll = async () => {
    for (let unit = waiting.shift(); unit; unit = waiting.shift()) {
      await compile(toolchain, [...unit.command, "-c", "-o", unit.object]);
    }
  };
  await Promise.all([compileAll(), compileAll()]);
  const program = join(scratch, "networks");
  await compile(toolchain, [...units.map(({ object }) => object), "-lm", "-o", program]);
  return program;
}

/** Writes the `main` that runs the network whose number it is given. */
function chooserOf(networks: number, scratch: string): string {
  const numbers = Array.from({ length: networks }, (_, i) => i);
  const file = join(scratch, "main.c");
  writeFileSync(
    file,
    `#include <stdlib.h>
${numbers.map((i) => `int run_${i}(const char *path);`).join("\n")}
int main(int count, char **arguments)
{
    if (count != 3) return 9;
    switch (atoi(arguments[1])) {
${numbers.map((i) => `    case ${i}: return run_${i}(arguments[2]);`).join("\n")}
    default: return 9;
    }
}
`,
  );
  return file;
}

/** Builds the example of an export as its README says; @returns the path of the program */
export async function buildExample(folder: string, toolchain: Toolchain): Promise<string> {
  const program = join(folder, "embed");
  const sources = [folder, join(folder, "kernels")].flatMap((place) =>
    readdirSync(place)
      .filter((file) => file.endsWith(".c"))
      .map((file) => join(place, file)),
  );
  await compile(toolchain, [...sources, "-lm", "-o", program]);
  return program;
}

async function compile({ compiler, flags }: Toolchain, more: readonly string[]): Promise<void> {
  await promisify(execFile)(compiler, [...flags, ...more]);
}

/** Embeds images with the network of this number of what `buildNetworks` made: float32 `[n, d]`. */
export function embed(
  program: string,
  network: number,
  weights: string,
  pixels: Uint8Array,
  { emulator = [] }: Toolchain,
): Float32Array {
  const [command, ...rest] = [...emulator, program, String(network), weights];
  const output = execFileSync(command, rest, {
    input: pixels,
    maxBuffer: 1 << 26,
    stdio: ["pipe", "pipe", "pipe"],
  });
  return new Float32Array(Uint8Array.from(output).buffer);
}

/** Largest difference, as a share of the largest number. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let [difference, size] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    const here = Math.abs(actual[i] - expected[i]);
    if (Number.isNaN(here)) return Number.NaN;
    difference = Math.max(difference, here);
    size = Math.max(size, Math.abs(expected[i]));
  }
  return difference / size;
}
