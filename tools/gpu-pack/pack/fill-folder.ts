import { execFile, execFileSync } from "node:child_process";
import { copyFile, cp, mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Results } from "../results/schema.js";
import { bundleProgram } from "./bundle.js";
import { bringLibraries } from "./libraries.js";

const run = promisify(execFile);
const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const require = createRequire(import.meta.url);

/** Dawn's files in the package `webgpu`, for the only system that packs are made for. */
const dawnFiles = ["package.json", "index.js", "dist/linux-x64/dawn.node"];

const contents = ["run.sh", "dawn.mjs", "pytorch_step_gpu.py"];

/**
 * Fills a folder with all that measuring needs.
 *
 * @param node the program to bring along
 * @param tell is told of each step
 */
export async function fillFolder(folder: string, node: string, tell: (line: string) => void) {
  await mkdir(folder, { recursive: true });
  tell("Bundling …");
  await bundleProgram(folder);
  for (const file of contents) await copyFile(here(`../contents/${file}`), join(folder, file));
  await copyFile(here("../../bench/peers/pytorch_step.py"), join(folder, "pytorch_step.py"));
  await copyDawn(join(folder, "node_modules/webgpu"));
  await copyFile(node, join(folder, "node"));
  // What it holds for debuggers is a quarter of it; without `strip` it stays.
  await run("strip", [join(folder, "node")]).catch(() => {});
  tell("Fetching libraries …");
  await bringLibraries(join(folder, "libraries"), tell);
  await writeFile(join(folder, "pack.json"), JSON.stringify(identity()));
}

async function copyDawn(to: string): Promise<void> {
  const from = dirname(require.resolve("webgpu/package.json"));
  for (const file of dawnFiles) {
    await mkdir(dirname(join(to, file)), { recursive: true });
    await cp(join(from, file), join(to, file));
  }
}

/** What the pack says of itself in its results. */
function identity(): Results["pack"] {
  const git = (...operands: string[]) =>
    execFileSync("git", operands, { cwd: here("."), encoding: "utf8" }).trim();
  const versionOf = (name: string) =>
    (require(`${name}/package.json`) as { readonly version: string }).version;
  const changed = git("status", "--porcelain", "--", ":/packages", ":/tools") !== "";
  const names = ["webgpu", "@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-webgpu"];
  return {
    commit: git("rev-parse", "--short", "HEAD") + (changed ? "+" : ""),
    made: new Date().toISOString(),
    versions: Object.fromEntries(names.map((name) => [name, versionOf(name)])),
  };
}
