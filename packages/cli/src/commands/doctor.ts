import type { Command } from "commander";
import { automaticEngine, type EngineFinding, examineEngines } from "../doctor/examine-engines.js";
import { examineMachine, type MachineFinding, oldestNode } from "../doctor/examine-machine.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { findPackages, type InstalledPackage } from "../plugins/find-packages.js";
import type { ProgramContext } from "../program.js";
import { countOf, formatTable } from "../terminal/format.js";
import type { CommonFlags, Terminal } from "../terminal/terminal.js";
import { addCommonOptions, finishWith } from "./common-options.js";

const help = `
Nothing is installed, started or changed.

Examples:
  $ multibatch doctor
  $ multibatch doctor --json | jq .auto

Exit codes: 0 training can run here, 1 it cannot, 2 wrong use.`;

/** Adds `multibatch doctor`. */
export function addDoctor(program: Command, context: ProgramContext): void {
  const command = program
    .command("doctor")
    .description("Tell what can run on this machine, what cannot, and what would help.")
    .addHelpText("after", help);
  addCommonOptions(command).action((flags: CommonFlags) =>
    finishWith(context, flags, (terminal) => doctor(context.surroundings.cwd, terminal)),
  );
}

async function doctor(cwd: string, terminal: Terminal): Promise<ExitCode> {
  const machine = examineMachine();
  const engines = await examineEngines(cwd);
  const packages = await findPackages(cwd);
  const auto = automaticEngine(engines)?.name ?? null;
  const canTrain = auto !== null && machine.nodeIsRecentEnough;
  if (terminal.json) terminal.printJson({ canTrain, machine, engines, auto, packages });
  else terminal.print(describe(machine, engines, auto, packages));
  return canTrain ? exitCodes.ok : exitCodes.error;
}

function describe(
  machine: MachineFinding,
  engines: readonly EngineFinding[],
  auto: string | null,
  packages: readonly InstalledPackage[],
): string {
  const oldest = oldestNode.join(".");
  return [
    formatTable([
      [
        "Node",
        `${machine.node}${machine.nodeIsRecentEnough ? "" : ` is too old; install Node ${oldest} or newer`}`,
      ],
      ["Platform", `${machine.platform} ${machine.architecture}`],
      ["Processor", `${machine.processor}, ${countOf(machine.cores, "core")} for this process`],
      [
        "Memory",
        `${gigabytes(machine.memoryBytes)}, ${gigabytes(machine.freeMemoryBytes)} of the machine's are free`,
      ],
    ]),
    "\nEngines, fastest first",
    formatTable(engines.flatMap(describeEngine)),
    auto === null
      ? '\nNo engine can run here, so "auto" finds none.'
      : `\n"auto" takes ${auto}: the first of these that runs.`,
    "\nPackages",
    packages.length === 0
      ? "  none found from here"
      : formatTable(packages.map(({ name, version }) => [`  ${name}`, version])),
  ].join("\n");
}

function describeEngine(engine: EngineFinding): [string, string][] {
  if (engine.available) {
    const named = engine.onlyByName === undefined ? "" : "; only when it is asked for by name";
    return [[`  ✓ ${engine.name}`, `${engine.detail}${named}`]];
  }
  return [
    [`  ✗ ${engine.name}`, engine.reason],
    ["", `→ ${engine.remedy}`],
  ];
}

function gigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
