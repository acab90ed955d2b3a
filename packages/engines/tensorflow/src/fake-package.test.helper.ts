import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Surroundings } from "./surroundings.js";
import { presentSurroundings } from "./surroundings.js";

/** Stand-in for an installed tfjs-node: the same files, and a backend that is tfjs-cpu's. */
export interface FakeInstallation {
  readonly root: string;
  /** Folder of the package. */
  readonly folder: string;
  readonly surroundings: Surroundings;
  remove(): void;
}

/** Code that a fake package runs when it is loaded. */
export const workingCode = `
  const tf = require("@tensorflow/tfjs-core");
  const { MathBackendCPU } = require("@tensorflow/tfjs-backend-cpu");
  tf.registerBackend("tensorflow", () => Object.assign(new MathBackendCPU(), { isUsingGpuDevice: true }), 3);
  tf.copyRegisteredKernels("cpu", "tensorflow");
  tf.setBackend("tensorflow");
`;

/** Makes a fake package in a temporary folder of its own. */
export function fakeInstallation(name: string, code = workingCode): FakeInstallation {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "multibatch-fake-")));
  const modules = join(root, "node_modules");
  const folder = join(modules, name);
  write(
    join(folder, "package.json"),
    JSON.stringify({ name, version: "4.22.0", main: "dist/index.js" }),
  );
  write(join(folder, "dist", "index.js"), code);
  write(join(folder, "lib", "napi-v8", "tfjs_binding.node"), "");
  write(join(folder, "deps", "lib", "libtensorflow.so.2"), "");
  write(join(modules, "@tensorflow/tfjs/package.json"), JSON.stringify({ version: "4.22.0" }));
  for (const real of ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-cpu"]) {
    const target = dirname(createRequire(import.meta.url).resolve(`${real}/package.json`));
    symlinkSync(target, join(modules, real), "junction");
  }
  return {
    root,
    folder,
    surroundings: {
      ...presentSurroundings(),
      nodeVersion: "22.11.0",
      platform: "linux",
      architecture: "x64",
      searchFrom: [root],
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Writes a file and the folders above it. */
export function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
