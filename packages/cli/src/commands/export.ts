import { type Command, InvalidArgumentError, Option } from "commander";
import type { ProgramContext } from "../program.js";
import type { CommonFlags } from "../terminal/terminal.js";
import { addCommonOptions, addRuntimeOption, finishWith } from "./common-options.js";
import { exportToArm } from "./export-arm.js";

const help = `
The folder gets embedder.h, embedder.c and its kernels, the weights as a file and as a C array, a
CMake file, an example that embeds a PGM or PPM image, and a README. float32 equals the model up to
rounding; int16 is faster and half as large, and needs images like those that the model will see.
With --judge, both are judged on the same pairs: what the precision costs, where it counts.

Examples:
  $ multibatch export arm runs/faces/model --out face
  $ multibatch export arm runs/faces/model --out face --precision int16 --calibrate photos
  $ multibatch export arm runs/faces/model --out face --precision int16 \\
      --calibrate crops.npy --judge faces.json

Exit codes: 0 exported (whatever the accuracy), 1 error, 2 wrong use.`;

/** Flags of `multibatch export arm`. */
export interface ExportFlags extends CommonFlags {
  readonly out: string;
  readonly precision: string;
  readonly calibrate?: string;
  readonly calibrationImages: number;
  readonly judge?: string;
  readonly exporter: string;
  readonly runtime: string;
}

/** Adds `multibatch export`, whose sub-commands are what can be exported to. */
export function addExport(program: Command, context: ProgramContext): void {
  const group = program
    .command("export")
    .description("Write a model in another form, to run it elsewhere.");
  const command = group
    .command("arm")
    .description("Write a model as C99 with NEON intrinsics, for ARM boards and any other machine.")
    .argument("<model>", "model folder")
    .requiredOption("-o, --out <folder>", "folder to write: new, empty, or an earlier export")
    .addOption(
      new Option("--precision <type>", "what it computes in")
        .choices(["float32", "int16"])
        .default("float32"),
    )
    .option("--calibrate <images>", "for int16: folder of images, or .npy of uint8 [n, h, w, c]")
    .option("--calibration-images <count>", "images to calibrate with, at most", parseCount, 128)
    .option("--judge <config>", "configuration on whose pairs model and export are judged")
    .option("--exporter <package or path>", "package that exports", "@multibatch/target-arm")
    .addHelpText("after", help);
  addRuntimeOption(command);
  addCommonOptions(command).action((model: string, flags: ExportFlags) =>
    finishWith(context, flags, (terminal) =>
      exportToArm(model, flags, context.surroundings.cwd, terminal),
    ),
  );
}

function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new InvalidArgumentError("Expected a whole number above 0.");
}
