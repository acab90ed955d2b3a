import { resolve } from "node:path";
import { DataError, PluginError } from "@multibatch/core";
import { importModule } from "@multibatch/core/node";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { loadModel } from "../load-model.js";
import { formatPercent, formatTable, showPath } from "../terminal/format.js";
import type { Terminal } from "../terminal/terminal.js";
import type { ExportFlags } from "./export.js";
import { readCalibration } from "./export-calibration.js";
import { type ExportJudgement, judgeExport } from "./export-judgement.js";

/** What the command needs of the package that exports. */
interface Exporter {
  exportArm(
    model: string,
    out: string,
    options: { readonly precision: string },
    context: { readonly calibration?: Uint8Array; readonly onImage?: (done: number) => void },
  ): Promise<{
    readonly files: readonly string[];
    readonly arenaBytes: number;
    readonly weightBytes: number;
  }>;
}

/** Does the work of `multibatch export arm`. */
export async function exportToArm(
  model: string,
  flags: ExportFlags,
  cwd: string,
  terminal: Terminal,
): Promise<ExitCode> {
  const exporter = await loadExporter(flags.exporter, cwd);
  const folder = resolve(cwd, model);
  const out = resolve(cwd, flags.out);
  const calibration = await calibrationOf(folder, flags, cwd, terminal);
  const { precision } = flags;
  const onImage = (done: number) => terminal.updateBar(done);
  const exported = await exporter.exportArm(folder, out, { precision }, { calibration, onImage });
  terminal.stopBar();
  const judgement = flags.judge
    ? await judgeExport(folder, out, { ...flags, judge: flags.judge }, cwd, terminal)
    : undefined;
  if (terminal.json) terminal.printJson({ out: flags.out, precision, ...exported, judgement });
  else {
    const { files, arenaBytes, weightBytes } = exported;
    terminal.print(
      formatTable([
        ["Written", `${files.length} files in ${showPath(out, cwd)}`],
        ["Precision", precision],
        ["Weights", kibibytes(weightBytes)],
        ["Scratch memory", kibibytes(arenaBytes)],
        ...(judgement ? describeJudgement(judgement) : []),
      ]),
    );
  }
  return exitCodes.ok;
}

async function loadExporter(use: string, cwd: string): Promise<Exporter> {
  const module = await importModule(use, cwd);
  if (typeof module.exportArm === "function") return module as unknown as Exporter;
  throw new PluginError(
    `--exporter: "${use}" has no function exportArm. Name a package that exports, such as @multibatch/target-arm.`,
  );
}

async function calibrationOf(
  model: string,
  { precision, calibrate, calibrationImages, runtime }: ExportFlags,
  cwd: string,
  terminal: Terminal,
): Promise<Uint8Array | undefined> {
  if (precision === "float32") return undefined;
  if (calibrate === undefined) {
    throw new DataError(
      "int16 needs images like those that the model will see: add --calibrate with a folder of images or a .npy file.",
    );
  }
  const embedder = await loadModel(model, runtime, cwd);
  const { crop } = embedder.card.input;
  embedder.dispose();
  const images = await readCalibration(resolve(cwd, calibrate), crop, calibrationImages, terminal);
  terminal.startBar({ title: "Calibrating", total: images.count, unit: "images" });
  return images.pixels;
}

function describeJudgement({ model, exported, pairs }: ExportJudgement): [string, string][] {
  const accuracy = ({ accuracy, standardError }: ExportJudgement["model"]) =>
    `${formatPercent(accuracy)} ± ${formatPercent(standardError)} (${pairs} pairs)`;
  return [
    ["Model's accuracy", accuracy(model)],
    ["Export's accuracy", accuracy(exported)],
  ];
}

function kibibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024)} KiB`;
}
