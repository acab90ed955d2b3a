import { mkdtemp, realpath, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./run.js";
import type { Surroundings } from "./surroundings.js";

/** What a run of the command in this process left. */
export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in this process. */
export async function runCli(
  argv: readonly string[],
  cwd = fixturesFolder,
  surroundings: Partial<Surroundings> & { readonly isTTY?: boolean } = {},
): Promise<CliResult> {
  let stdout = "";
  let stderr = "";
  const { isTTY = false, ...rest } = surroundings;
  const code = await run(argv, {
    stdout: {
      write: (text) => {
        stdout += text;
      },
    },
    stderr: {
      isTTY,
      write: (text) => {
        stderr += text;
      },
    },
    cwd,
    env: {},
    onInterrupt: () => () => {},
    ...rest,
  });
  return { code, stdout, stderr };
}

/** The folder with plugins of every kind and a configuration, `train.json`, that uses them. */
export const fixturesFolder = fileURLToPath(new URL("../fixtures", import.meta.url));

/** A fresh folder. */
export async function temporaryFolder(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), "multibatch-cli-")));
}

/** Options of the parts of a configuration; `use` replaces the fixture's plugin. */
export type FixtureParts = Partial<
  Record<"dataset" | "sampler" | "loss" | "model" | "target", Readonly<Record<string, unknown>>>
>;

/** Writes a configuration over the fixtures' plugins into a fresh folder and returns its path. */
export async function writeConfig(parts: FixtureParts = {}, more: object = {}): Promise<string> {
  const entry = (kind: keyof FixtureParts, file: string) => ({
    use: join(fixturesFolder, "plugins", file),
    ...parts[kind],
  });
  const config = {
    dataset: entry("dataset", "dataset.ts"),
    sampler: entry("sampler", "sampler.ts"),
    loss: entry("loss", "loss.ts"),
    model: entry("model", "model.ts"),
    target: entry("target", "trainer.ts"),
    ...more,
  };
  const file = join(await temporaryFolder(), "faces.json");
  await writeFile(file, JSON.stringify(config));
  return file;
}

/** The fixture plugin of that file name, as a `use`. */
export function fixturePlugin(file: string): string {
  return join(fixturesFolder, "plugins", file);
}
