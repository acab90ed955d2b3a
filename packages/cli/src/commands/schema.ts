import { dirname, resolve } from "node:path";
import { loadConfig, writeFileAtomic } from "@multibatch/core/node";
import type { Command } from "commander";
import { findConfig } from "../config/find-config.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { findPackages } from "../plugins/find-packages.js";
import { findPlugins } from "../plugins/find-plugins.js";
import type { ProgramContext } from "../program.js";
import { configSchema } from "../schema/config-schema.js";
import { countOf } from "../terminal/format.js";
import type { CommonFlags, Terminal } from "../terminal/terminal.js";
import { addCommonOptions, finishWith } from "./common-options.js";

const help = `
The schema knows the plugins that are installed: packages in node_modules/@multibatch and among your
dependencies with the keyword "multibatch-plugin". With --config it also knows the options of the
plugins in files that this configuration names. An editor completes and checks a configuration in
JSON that begins with { "$schema": "./multibatch.schema.json", … }.

Examples:
  $ multibatch schema --output multibatch.schema.json
  $ multibatch schema --config faces.json --output multibatch.schema.json

Exit codes: 0 ok, 1 error, 2 wrong use.`;

interface SchemaFlags extends CommonFlags {
  readonly config?: string;
  readonly output?: string;
}

/** Adds `multibatch schema`. */
export function addSchema(program: Command, context: ProgramContext): void {
  const command = program
    .command("schema")
    .description("Write the JSON Schema of configurations, for editors.")
    .option("-c, --config <file>", "look from this configuration's folder, and at its own plugins")
    .option("-o, --output <file>", "write there instead of stdout")
    .addHelpText("after", help);
  addCommonOptions(
    command,
    "print one JSON document: the schema, or with --output a summary",
  ).action((flags: SchemaFlags) =>
    finishWith(context, flags, (terminal) => schema(flags, context.surroundings.cwd, terminal)),
  );
}

async function schema(flags: SchemaFlags, cwd: string, terminal: Terminal): Promise<ExitCode> {
  const config = flags.config === undefined ? undefined : await findConfig(flags.config, cwd);
  const directory = config === undefined ? cwd : dirname(config);
  const packages = (await findPackages(directory)).filter(({ isPlugin }) => isPlugin);
  const named = config === undefined ? [] : await pluginsOf(config);
  const uses = [...new Set([...packages.map(({ name }) => name), ...named])];

  const { plugins, broken } = await findPlugins(uses, directory);
  for (const { use, reason } of broken) terminal.warn(`${use} is left out: ${reason}`);

  const result = configSchema(plugins);
  if (flags.output === undefined) {
    terminal.printJson(result);
    return exitCodes.ok;
  }
  await writeFileAtomic(resolve(cwd, flags.output), `${JSON.stringify(result, null, 2)}\n`);
  if (terminal.json) {
    terminal.printJson({ output: flags.output, plugins: plugins.map(({ use }) => use), broken });
  } else {
    terminal.print(
      `Schema of ${countOf(plugins.length, "plugin")} written to ${flags.output}. Begin a configuration in JSON with\n  { "$schema": ${JSON.stringify(flags.output.replaceAll("\\", "/"))}, …`,
    );
  }
  return exitCodes.ok;
}

/** How a configuration names its plugins, as far as they can be found by these names again. */
async function pluginsOf(configFile: string): Promise<string[]> {
  const { config } = await loadConfig(configFile);
  return [config.dataset, config.sampler, config.loss, ...config.models, config.target].map(
    ({ use }) => use,
  );
}
