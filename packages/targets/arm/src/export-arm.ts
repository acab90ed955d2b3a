import { DataError, parseOptions } from "@multibatch/core";
import { readNetwork, simplify } from "@multibatch/network";
import { type ArmExportInput, armExportSchema } from "./export-options.js";
import { generateFiles } from "./generate/generate-files.js";
import { readModelFolder } from "./model-folder.js";
import { calibrate } from "./quantise/calibrate.js";
import { quantise } from "./quantise/quantise.js";
import { separateActivations } from "./quantise/separate-activations.js";
import { writeExport } from "./write-export.js";

/** What was written. */
export interface ArmExport {
  /** Paths below the folder, in alphabetical order. */
  readonly files: readonly string[];
  /** Scratch memory of one call in bytes. */
  readonly arenaBytes: number;
  readonly weightBytes: number;
}

/** What an export takes beside its options. */
export interface ArmExportContext {
  /**
   * Images like those that the model will see, of the card's size: uint8 `[n, h, w, c]`. int16 needs
   * them, to see how large the numbers in the network become.
   */
  readonly calibration?: Uint8Array;
  /** Called after each of these images. */
  readonly onImage?: (done: number) => void;
}

/**
 * Writes a model folder as C99 with NEON intrinsics: an embedder without allocations, its weights, an
 * example, a CMake file and a README.
 *
 * @param outFolder made where it is missing; an earlier export there is replaced
 * @throws ModelFolderError when the model folder is not whole, or has a layer that is not known
 * @throws ConfigError for wrong options, and when the folder holds something else
 * @throws DataError when int16 is wanted without images to calibrate with
 */
export async function exportArm(
  modelFolder: string,
  outFolder: string,
  options: ArmExportInput = {},
  { calibration, onImage }: ArmExportContext = {},
): Promise<ArmExport> {
  const { precision } = parseOptions(armExportSchema, options, { owner: "exportArm" });
  const model = await readModelFolder(modelFolder);
  const simple = simplify(readNetwork(model));
  if (precision === "int16" && !calibration) {
    throw new DataError(
      "int16 needs images to calibrate with: give some hundred like those that the model will see.",
    );
  }
  const isInteger = precision === "int16" && calibration !== undefined;
  const network = isInteger ? separateActivations(simple) : simple;
  const quantised = isInteger
    ? quantise(network, model.card, calibrate(network, model.card, calibration, onImage))
    : undefined;
  const { files, arenaBytes, weightBytes } = await generateFiles(network, model.card, quantised);
  await writeExport(outFolder, files);
  return { files: [...files.keys()].sort(), arenaBytes, weightBytes };
}
