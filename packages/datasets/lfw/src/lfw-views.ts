import type { EventSink } from "@multibatch/core";
import type { LfwOptions } from "./lfw-options.js";
import { type PairsFile, parsePairs } from "./pairs-file.js";
import { type LfwPerson, parsePeople } from "./people-file.js";
import { readProtocolFile } from "./protocol-lines.js";

/** What one view of LFW is judged on and trained on. */
export interface LfwView {
  /** The pairs that are judged, dealt out over folds. */
  readonly pairs: PairsFile;
  /** The people that may be trained on, unless they are in a pair that is judged. */
  readonly people: readonly LfwPerson[];
  /** File that the people come from. */
  readonly peopleFile: string;
  /** First sentence of the statement: what is judged. */
  readonly judged: string;
  /** Sentence on how this stands to the protocols of LFW's makers. */
  readonly comparison: string;
}

/**
 * Reads the protocol files of a view.
 *
 * @throws DataError naming file and line where one is wrong
 */
export async function readView(
  judge: LfwOptions["judge"],
  folder: string,
  emit: EventSink,
): Promise<LfwView> {
  const [pairsFile, peopleFile] =
    judge === "view-1" ? ["pairsDevTest.txt", "peopleDevTrain.txt"] : ["pairs.txt", "people.txt"];
  const parsed = parsePairs(await readProtocolFile(folder, pairsFile), pairsFile);
  const people = parsePeople(await readProtocolFile(folder, peopleFile), peopleFile);
  const pairs = judge === "view-1" ? dealOut(parsed, 10) : parsed;
  tellUnusual(judge, parsed, emit);
  const count = pairs.folds.flat().length.toLocaleString("en");
  const folds = `${pairs.folds.length} folds, each with as many same as different pairs, in file order, none left out; the threshold of a fold is to be chosen on the others`;
  return judge === "view-1"
    ? {
        pairs,
        people,
        peopleFile,
        judged: `Judged in the style of View 2 on the ${count} pairs of LFW View 1's pairsDevTest.txt, dealt out over ${folds}.`,
        comparison:
          "View 1 is the development view of LFW: its accuracy is not comparable with published View 2 accuracies.",
      }
    : {
        pairs,
        people,
        peopleFile,
        judged: `Judged on LFW View 2: the ${count} pairs of pairs.txt in its ${folds}.`,
        comparison:
          "One network is judged on all folds; the makers' own protocols train anew for each fold, on the people of the other folds.",
      };
}

/** Deals the one fold of a View 1 file out over several, same and different pairs alike, in file order. */
function dealOut(pairs: PairsFile, folds: number): PairsFile {
  const { pairsPerKind } = pairs;
  const all = pairs.folds.flat();
  const count = Math.min(folds, pairsPerKind);
  const start = (fold: number) => Math.floor((fold * pairsPerKind) / count);
  return {
    ...pairs,
    folds: Array.from({ length: count }, (_, fold) => [
      ...all.slice(start(fold), start(fold + 1)),
      ...all.slice(pairsPerKind + start(fold), pairsPerKind + start(fold + 1)),
    ]),
  };
}

/** A file of another shape than the makers' is no error, but its accuracy is not LFW's. */
function tellUnusual(judge: LfwOptions["judge"], pairs: PairsFile, emit: EventSink): void {
  const [folds, pairsPerKind] = judge === "view-1" ? [1, 500] : [10, 300];
  if (pairs.folds.length === folds && pairs.pairsPerKind === pairsPerKind) return;
  emit({
    type: "notice",
    level: "warning",
    message: `${pairs.file} has ${pairs.folds.length} × 2 × ${pairs.pairsPerKind} pairs, where LFW's own has ${folds} × 2 × ${pairsPerKind}: an accuracy on it is not an accuracy on LFW.`,
  });
}
