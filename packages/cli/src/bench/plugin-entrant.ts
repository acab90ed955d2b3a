import { stat } from "node:fs/promises";
import { join } from "node:path";
import { type Embedder, PluginError } from "@multibatch/core";
import { importPlugin } from "@multibatch/core/node";
import { type Entrant, timed } from "./contender.js";

/** What the runtime on WebAssembly tells of itself, where it does. */
interface Reporting {
  readonly engine?: { readonly name: string; readonly simd: boolean; readonly reason?: string };
}

/** A runtime that is a plugin, with some options. */
export function pluginEntrant(
  name: string,
  use: string,
  options: object,
  { folder, cwd }: { readonly folder: string; readonly cwd: string },
): Entrant {
  return {
    name,
    enter: async () => {
      const plugin = await importPlugin(use, "target", cwd);
      const target = await plugin.configure(options, use, "--runtime").create({ directory: cwd });
      if (target.role !== "runtime") throw new PluginError(`"${use}" is a ${target.role}`);
      const embedder: Embedder & Reporting = await target.load(folder);
      const { engine } = embedder;
      return {
        name,
        threads: 1,
        modelBytes: await bytesOf(folder, ["model.json", "weights.bin"]),
        note: engine ? `${engine.simd ? "SIMD" : "no SIMD"}` : "",
        embed: (pixels) => timed(() => embedder.embed(pixels)),
        dispose: async () => embedder.dispose(),
      };
    },
  };
}

/** Bytes of some files together. */
export async function bytesOf(folder: string, files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(files.map((file) => stat(join(folder, file))));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}
