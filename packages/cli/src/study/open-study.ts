import { join } from "node:path";
import {
  type ComposedRun,
  compose,
  type Engine,
  EngineError,
  type EventSink,
  type Loss,
  type ResolvedConfig,
} from "@multibatch/core";
import { importPlugin, loadConfig } from "@multibatch/core/node";
import { findConfig } from "../config/find-config.js";
import { overrideConfig } from "../config/override-config.js";
import type { Override } from "../config/parse-override.js";
import { engineCandidates, examineEngines } from "../doctor/examine-engines.js";

/** A configuration whose parts a study puts together in its own ways. */
export interface OpenStudy {
  readonly config: ResolvedConfig;
  readonly file: string;
  readonly directory: string;
  /** The parts as the configuration has them; the caller closes the data set. */
  readonly run: ComposedRun;
}

/** Loads a configuration, applies `--set` and creates every part. */
export async function openStudy(
  given: string | undefined,
  overrides: readonly Override[],
  cwd: string,
  emit: EventSink,
): Promise<OpenStudy> {
  const { config: written, file, directory } = await loadConfig(await findConfig(given, cwd));
  const config = await overrideConfig(written, overrides, directory);
  const run = await compose(config, { directory, emit });
  return { config, file, directory, run };
}

/** Creates the configuration's loss with some of its options replaced. */
export async function createLossWith(
  { config, directory }: Pick<OpenStudy, "config" | "directory">,
  options: Readonly<Record<string, unknown>>,
): Promise<Loss> {
  const { use, options: written } = config.loss;
  const plugin = await importPlugin(use, "loss", directory);
  const all = { ...(written as Readonly<Record<string, unknown>>), ...options };
  return plugin.configure(all, use, "loss").create({ directory, seed: config.seed });
}

/**
 * The engine that `use` names, or else the first of ours that can run.
 *
 * @throws EngineError when none can, with every reason
 */
export async function chooseStudyEngine(
  use: string | undefined,
  directory: string,
): Promise<Engine> {
  const create = async (name: string, options: unknown) =>
    (await importPlugin(name, "engine", directory))
      .configure(options, name, "--engine")
      .create({ directory });
  if (use !== undefined) return create(use, {});
  const findings = await examineEngines(directory);
  const position = findings.findIndex(({ available }) => available);
  if (position >= 0) {
    const candidate = engineCandidates[position];
    return create(candidate.use, candidate.options ?? {});
  }
  const reasons = findings.map((finding) =>
    finding.available ? "" : `${finding.name} (${finding.reason})`,
  );
  throw new EngineError(`No engine can run here: ${reasons.join("; ")}.`);
}

/** Folder of a study: the given one, or `runs/<name>-<study>`. */
export function studyFolder(given: string | undefined, name: string, study: string): string {
  return given ?? join("runs", `${name}-${study}`);
}
