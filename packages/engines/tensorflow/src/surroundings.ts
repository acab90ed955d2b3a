import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Probe, probeInChild } from "./probe.js";

/** What the search for TensorFlow sees of the machine; tests put another in its place. */
export interface Surroundings {
  readonly nodeVersion: string;
  readonly platform: NodeJS.Platform;
  readonly architecture: string;
  /** Folders from which packages are looked up as Node does. */
  readonly searchFrom: readonly string[];
  /** Folder of the tfjs-core that Multibatch computes with. */
  readonly coreFolder: string;
  readonly probe: Probe;
}

/** This machine: packages are looked up from here, then from the user's project. */
export function presentSurroundings(): Surroundings {
  const here = dirname(fileURLToPath(import.meta.url));
  return {
    nodeVersion: process.versions.node,
    platform: process.platform,
    architecture: process.arch,
    searchFrom: [here, process.cwd()],
    coreFolder: packageFolder("@tensorflow/tfjs-core", [here]) ?? "",
    probe: probeInChild,
  };
}

/** Folder of an installed package, found as Node does, but also where its package.json is damaged. */
export function packageFolder(name: string, searchFrom: readonly string[]): string | undefined {
  const modules = searchFrom.flatMap(
    (from) => createRequire(join(from, "anchor.js")).resolve.paths(name) ?? [],
  );
  const folder = modules.map((path) => join(path, name)).find((path) => existsSync(path));
  return folder && realpathSync(folder);
}
