import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { Availability } from "@multibatch/core";
import { messageOf } from "@multibatch/core";
import type { TensorflowPackage } from "./packages.js";
import { packageFolder, type Surroundings } from "./surroundings.js";

type Unavailable = Extract<Availability, { available: false }>;

/** A package whose files are all there; whether it loads is another question. */
export interface Installation {
  readonly available: true;
  readonly folder: string;
  readonly version: string;
}

/**
 * Looks for a package and at its files, without loading any of its code.
 *
 * @returns where it is, or the first thing that keeps it from running
 */
export function inspectInstallation(
  wanted: TensorflowPackage,
  surroundings: Surroundings,
): Installation | Unavailable {
  const unsupported = checkMachine(wanted, surroundings);
  if (unsupported) return unsupported;

  const folder = packageFolder(wanted.name, surroundings.searchFrom);
  if (!folder) {
    return no(
      `${wanted.name} is not installed.`,
      `Run npm install ${wanted.name}@4.22. It needs ${wanted.needs}.`,
    );
  }
  const manifest = readManifest(folder);
  if (!manifest.ok) {
    return no(
      `${wanted.name} in ${folder} is damaged: ${manifest.why}.`,
      `Delete that folder and run npm install ${wanted.name}@4.22 again.`,
    );
  }
  return (
    checkFiles(wanted, folder, manifest.main) ??
    checkCore(wanted, folder, surroundings) ?? {
      available: true,
      folder,
      version: manifest.version,
    }
  );
}

function checkMachine(
  { name, device }: TensorflowPackage,
  { nodeVersion, platform, architecture }: Surroundings,
): Unavailable | undefined {
  if (Number.parseInt(nodeVersion, 10) >= 23) {
    return no(
      `${name} 4.22 calls functions that Node 23 removed, and this is Node ${nodeVersion}.`,
      "Run Multibatch on Node 20 or 22, or use the engine onnx.",
    );
  }
  if (device === "gpu" && !(["linux", "win32"].includes(platform) && architecture === "x64")) {
    return no(
      `${name} exists for Linux and Windows on x64 only, and this is ${platform} on ${architecture}.`,
      "Use the engine onnx.",
    );
  }
  return undefined;
}

type Manifest =
  | { readonly ok: true; readonly version: string; readonly main: string }
  | { readonly ok: false; readonly why: string };

function readManifest(folder: string): Manifest {
  try {
    const json: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const { version, main } = json as { version?: unknown; main?: unknown };
    if (typeof version !== "string") return { ok: false, why: "package.json has no version" };
    return { ok: true, version, main: typeof main === "string" ? main : "index.js" };
  } catch (error) {
    return { ok: false, why: `package.json cannot be read (${messageOf(error)})` };
  }
}

/** Npm leaves the package behind when its install script could not download the native part. */
function checkFiles(
  { name, needs }: TensorflowPackage,
  folder: string,
  main: string,
): Unavailable | undefined {
  const rebuild = `Run npm rebuild ${name} with access to the network, with install scripts allowed. It needs ${needs}.`;
  if (!existsSync(join(folder, main))) {
    return no(`${name} in ${folder} has no ${main}.`, `Run npm install ${name}@4.22 again.`);
  }
  const bindings = list(join(folder, "lib"))
    .filter((entry) => entry.startsWith("napi-v"))
    .map((entry) => join(folder, "lib", entry));
  if (!bindings.some((path) => existsSync(join(path, "tfjs_binding.node")))) {
    return no(`${name} is installed without its native module tfjs_binding.node.`, rebuild);
  }
  const libraries = [join(folder, "deps", "lib"), ...bindings].flatMap((path) =>
    list(path).filter((entry) => existsSync(join(path, entry))),
  );
  if (!libraries.some((entry) => /^(lib)?tensorflow\.(so|dylib|dll|\d)/.test(entry))) {
    return no(`${name} is installed without TensorFlow's own library libtensorflow.`, rebuild);
  }
  return undefined;
}

/** Two copies of tfjs-core know nothing of each other's backends. */
function checkCore(
  { name }: TensorflowPackage,
  folder: string,
  { coreFolder }: Surroundings,
): Unavailable | undefined {
  const union = packageFolder("@tensorflow/tfjs", [folder]);
  const core = union && packageFolder("@tensorflow/tfjs-core", [union]);
  if (!core) {
    return no(
      `${name} is installed without its dependency ${union ? "@tensorflow/tfjs-core" : "@tensorflow/tfjs"}.`,
      `Run npm install ${name}@4.22 again.`,
    );
  }
  if (realpathSync(core) === realpathSync(coreFolder)) return undefined;
  const [theirs, ours] = [readManifest(core), readManifest(coreFolder)];
  const versions = [theirs, ours].map((manifest) => (manifest.ok ? manifest.version : "unknown"));
  return no(
    `${name} uses a tfjs-core of its own (${versions[0]} in ${core}), Multibatch another (${versions[1]} in ${coreFolder}).`,
    `Install @tensorflow/tfjs-core, @tensorflow/tfjs-layers and ${name} of one version, then run npm dedupe.`,
  );
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function no(reason: string, remedy: string): Unavailable {
  return { available: false, reason, remedy };
}
