import { DataError, type DatasetSplits } from "@multibatch/core";
import type { Drawing } from "./drawings.js";
import type { OmniglotOptions } from "./omniglot-options.js";

/** A drawing with the set that it comes from. */
export interface SetDrawing extends Drawing {
  readonly set: "background" | "evaluation";
}

type PartOptions = Pick<OmniglotOptions, "testAlphabets" | "drawers">;

/**
 * Deals the images out: the background alphabets are trained on, the test alphabets of the evaluation
 * set are for the test, its others for validation; of each part the images of its drawers count, and
 * the rest are in no part.
 *
 * @param drawings of each image, `[images]`
 * @throws DataError when a test alphabet is not in the evaluation set, an alphabet is in both sets, or
 * a part is empty
 */
export function splitDrawings(
  drawings: readonly SetDrawing[],
  { testAlphabets, drawers }: PartOptions,
): DatasetSplits {
  checkAlphabets(drawings, testAlphabets);
  const firstDrawer = {
    train: 1,
    validation: 1 + drawers.train,
    test: 1 + drawers.train + drawers.validation,
  };
  const partOf = ({ set, alphabet }: SetDrawing): keyof DatasetSplits =>
    set === "background" ? "train" : testAlphabets.includes(alphabet) ? "test" : "validation";
  const images = (part: keyof DatasetSplits) =>
    Int32Array.from(
      drawings.flatMap((drawing, image) => {
        const position = drawing.drawer - firstDrawer[part];
        const chosen = partOf(drawing) === part && position >= 0 && position < drawers[part];
        return chosen ? [image] : [];
      }),
    );
  const splits = { train: images("train"), validation: images("validation"), test: images("test") };
  for (const part of ["train", "test"] as const) {
    if (splits[part].length > 0) continue;
    throw new DataError(
      `The ${part} part of Omniglot is empty: no image is of its drawers (${firstDrawer[part]}…${firstDrawer[part] + drawers[part] - 1}). Take the makers' files as they are, or change the option "drawers".`,
    );
  }
  return splits;
}

function checkAlphabets(drawings: readonly SetDrawing[], testAlphabets: readonly string[]): void {
  const alphabets = (set: SetDrawing["set"]) =>
    new Set(drawings.filter((drawing) => drawing.set === set).map(({ alphabet }) => alphabet));
  const [background, evaluation] = [alphabets("background"), alphabets("evaluation")];
  const both = [...background].find((alphabet) => evaluation.has(alphabet));
  if (both !== undefined) {
    throw new DataError(
      `The alphabet ${both} is in "background" and in "evaluation": the network would be judged on characters that it was trained on. Give the makers' two files.`,
    );
  }
  const missing = testAlphabets.find((alphabet) => !evaluation.has(alphabet));
  if (missing !== undefined) {
    throw new DataError(
      `The alphabet ${missing} (option "testAlphabets") is not in "evaluation", which has ${[...evaluation].join(", ")}.`,
    );
  }
}
