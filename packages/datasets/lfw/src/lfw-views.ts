import { DataError, type EventSink } from "@multibatch/core";
import type { LfwOptions } from "./lfw-options.js";
import { type PairsFile, parsePairs } from "./pairs-file.js";
import { type LfwPerson, parsePeople } from "./people-file.js";
import { readProtocolFile } from "./protocol-lines.js";

/** What one view of LFW, or one fold of View 2, is judged on and trained on. */
export interface LfwView {
  /** The pairs that are judged, dealt out over folds. */
  readonly pairs: PairsFile;
  /** The people that may be trained on, unless they are in a pair that is judged. */
  readonly people: readonly LfwPerson[];
  /** File that the people come from. */
  readonly peopleFile: string;
  /** Which people of that file these are. */
  readonly whose: string;
  /** First sentence of the statement: what is judged, whatever the network was trained on. */
  readonly judged: string;
  /** Sentence on how this stands to the protocols of LFW's makers. */
  readonly comparison: string;
}

/**
 * Reads the protocol files of a view.
 *
 * @param fold fold of View 2 that is judged alone, from 1; all folds without
 * @throws DataError naming file and line where one is wrong, or the fold where there is no such fold
 */
export async function readView(
  { judge, fold }: Pick<LfwOptions, "judge" | "fold">,
  folder: string,
  emit: EventSink,
): Promise<LfwView> {
  const [pairsFile, peopleFile] =
    judge === "view-1" ? ["pairsDevTest.txt", "peopleDevTrain.txt"] : ["pairs.txt", "people.txt"];
  const pairs = parsePairs(await readProtocolFile(folder, pairsFile), pairsFile);
  const people = parsePeople(await readProtocolFile(folder, peopleFile), peopleFile);
  tellUnusual(judge, pairs, emit);
  if (judge === "view-1") return viewOne(pairs, people, peopleFile);
  return fold === undefined
    ? viewTwo(pairs, people, peopleFile)
    : foldOfViewTwo(pairs, people, peopleFile, fold);
}

function viewOne(file: PairsFile, people: readonly LfwPerson[], peopleFile: string): LfwView {
  const pairs = dealOut(file, 10);
  return {
    pairs,
    people,
    peopleFile,
    whose: "",
    judged: `Judged in the style of View 2 on the ${countPairs(pairs)} pairs of LFW View 1's ${pairs.file}, dealt out over ${describeFolds(pairs)}.`,
    comparison:
      "View 1 is the development view of LFW: its accuracy is not comparable with published View 2 accuracies.",
  };
}

function viewTwo(pairs: PairsFile, people: readonly LfwPerson[], peopleFile: string): LfwView {
  return {
    pairs,
    people,
    peopleFile,
    whose: "",
    judged: `Judged on LFW View 2: the ${countPairs(pairs)} pairs of ${pairs.file} in its ${describeFolds(pairs)}.`,
    comparison:
      "One network is judged on all folds; the makers' own protocols train anew for each fold, on the people of the other folds.",
  };
}

function foldOfViewTwo(
  file: PairsFile,
  people: readonly LfwPerson[],
  peopleFile: string,
  fold: number,
): LfwView {
  const count = file.folds.length;
  const peopleFolds = Math.max(...people.map((person) => person.fold));
  if (fold > count || peopleFolds !== count) {
    throw new DataError(
      `${file.file} has ${count} folds of pairs and ${peopleFile} ${peopleFolds} folds of people: fold ${fold} (option "fold") must be in both, and both must have as many. Give a fold of 1…${count}, or fetch the files again from their makers.`,
    );
  }
  const pairs = dealOut({ ...file, folds: [file.folds[fold - 1]] }, 10);
  return {
    pairs,
    people: people.filter((person) => person.fold !== fold),
    peopleFile,
    whose: `in the folds other than fold ${fold} `,
    judged: `Judged on fold ${fold} of ${count} of LFW View 2: the ${countPairs(pairs)} pairs of that fold of ${pairs.file}, dealt out over ${pairs.folds.length} parts in file order, none left out. The accuracy over these parts chooses the threshold of a part on the others, which are pairs of the same fold; the accuracy at the model's own threshold, calibrated on the people held out for validation, has seen no pair of this fold.`,
    comparison: `A network trained on these people alone is one of the ${count} runs of LFW's protocol "unrestricted, no outside data": the result of the protocol is the mean over all ${count} folds, each judged with a network of its own.`,
  };
}

function countPairs(pairs: PairsFile): string {
  return pairs.folds.flat().length.toLocaleString("en");
}

function describeFolds({ folds }: PairsFile): string {
  return `${folds.length} folds, each with as many same as different pairs, in file order, none left out; the threshold of a fold is to be chosen on the others`;
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
