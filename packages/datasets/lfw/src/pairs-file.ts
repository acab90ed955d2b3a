import { lineError, type ProtocolLine, positiveInteger, splitLines } from "./protocol-lines.js";

/** An image of LFW as the protocol files name it: `Name_0001.jpg` is number 1 of `Name`. */
export interface LfwImageName {
  readonly person: string;
  readonly number: number;
}

/** A pair of a protocol file. */
export interface LfwPair {
  readonly first: LfwImageName;
  readonly second: LfwImageName;
  readonly same: boolean;
  /** Line of the file, from 1. */
  readonly line: number;
}

/** A pairs file: folds of `pairsPerKind` same pairs, then as many different ones. */
export interface PairsFile {
  readonly file: string;
  readonly pairsPerKind: number;
  /** In file order: `[folds][2 · pairsPerKind]`. */
  readonly folds: readonly (readonly LfwPair[])[];
}

/**
 * Parses a pairs file of LFW (Huang et al., 2007, section 3): a first line with the number of folds
 * and of pairs of each kind (`10 300`), or with the latter alone where there is one fold (`1100`);
 * then a line for each pair: `name n1 n2` where same, `name1 n1 name2 n2` where different.
 *
 * @param file name for the errors
 * @throws DataError naming file and line where the count, the fields, a number or the order is wrong
 */
export function parsePairs(text: string, file: string): PairsFile {
  const [header, ...lines] = splitLines(text, file);
  if (header.fields.length > 2) {
    throw lineError(header, "the first line must hold one or two numbers.");
  }
  const foldCount = header.fields.length === 2 ? positiveInteger(header, 0) : 1;
  const pairsPerKind = positiveInteger(header, header.fields.length - 1);
  const expected = foldCount * 2 * pairsPerKind;
  if (lines.length !== expected) {
    const number = Math.min(lines.length, expected) + 1;
    throw lineError(
      { file, number },
      `the first line announces ${expected} pairs (${foldCount} × 2 × ${pairsPerKind}), but ${lines.length} follow.`,
    );
  }
  const pairs = lines.map((line, i) => parsePair(line, i % (2 * pairsPerKind) < pairsPerKind));
  return {
    file,
    pairsPerKind,
    folds: Array.from({ length: foldCount }, (_, fold) =>
      pairs.slice(fold * 2 * pairsPerKind, (fold + 1) * 2 * pairsPerKind),
    ),
  };
}

function parsePair(line: ProtocolLine, same: boolean): LfwPair {
  const { fields, number } = line;
  const wanted = same ? 3 : 4;
  if (fields.length !== wanted) {
    const kind = same
      ? "a same pair (name, number, number)"
      : "a different pair (name, number, name, number)";
    throw lineError(line, `${kind} was expected here, but the line has ${fields.length} fields.`);
  }
  const first = { person: fields[0], number: positiveInteger(line, 1) };
  const second = {
    person: same ? fields[0] : fields[2],
    number: positiveInteger(line, wanted - 1),
  };
  if (same && first.number === second.number) {
    throw lineError(line, `the pair shows image ${first.number} of ${first.person} twice.`);
  }
  if (!same && first.person === second.person) {
    throw lineError(line, `a different pair names ${first.person} twice.`);
  }
  return { first, second, same, line: number };
}
