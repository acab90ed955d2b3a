import { type Availability, messageOf, PluginError } from "@multibatch/core";
import { importPlugin } from "@multibatch/core/node";

/** An engine that is looked at, and the name that a trainer's option `engine` has for it. */
interface Candidate {
  readonly name: string;
  readonly use: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

/**
 * The engines of Multibatch, fastest first: `auto` takes the first one that can run and is not only for
 * those who name it. Named here and not imported, since none of them has to be installed.
 */
export const engineCandidates: readonly Candidate[] = [
  {
    name: "tensorflow-gpu",
    use: "@multibatch/engine-tensorflow",
    options: { device: "gpu" },
  },
  { name: "webgpu", use: "@multibatch/engine-webgpu" },
  { name: "onnx", use: "@multibatch/engine-onnx" },
  { name: "tensorflow", use: "@multibatch/engine-tensorflow", options: { device: "cpu" } },
  { name: "wasm", use: "@multibatch/engine-wasm" },
  { name: "cpu", use: "@multibatch/engine-cpu" },
];

/** What was found out about one engine. */
export type EngineFinding = {
  readonly name: string;
  readonly use: string;
  readonly description?: string;
} & Availability;

/** The engine that `auto` takes; undefined where it finds none. */
export function automaticEngine(findings: readonly EngineFinding[]): EngineFinding | undefined {
  return findings.find((engine) => engine.available && engine.onlyByName === undefined);
}

/** Looks at each engine without starting it; one that is not installed or broken is a finding, too. */
export async function examineEngines(
  directory: string,
  candidates = engineCandidates,
): Promise<EngineFinding[]> {
  const findings: EngineFinding[] = [];
  for (const candidate of candidates) findings.push(await examine(candidate, directory));
  return findings;
}

async function examine(
  { name, use, options }: Candidate,
  directory: string,
): Promise<EngineFinding> {
  try {
    const plugin = await importPlugin(use, "engine", directory);
    const engine = await plugin.configure(options ?? {}, use).create({ directory });
    return { name, use, description: engine.description, ...(await engine.availability()) };
  } catch (error) {
    const missing = error instanceof PluginError && error.message.includes("is not installed");
    return {
      name,
      use,
      available: false,
      reason: missing ? "not installed" : messageOf(error),
      remedy: missing ? `Run: npm install ${use}` : `Install it anew: npm install ${use}`,
    };
  }
}
