import { lineError, positiveInteger, splitLines } from "./protocol-lines.js";

/** A person of a people file. */
export interface LfwPerson {
  readonly name: string;
  /** Number of images. */
  readonly images: number;
  /** Fold of a file in folds, from 1; 1 in a file without. */
  readonly fold: number;
  /** Line of the file, from 1. */
  readonly line: number;
}

/**
 * Parses a people file of LFW: the number of people, then a line `name images` for each
 * (`peopleDevTrain.txt`, `peopleDevTest.txt`); or the number of folds, then such a list for each
 * fold (`people.txt`). The latter is recognised by a second line with a number alone.
 *
 * @param file name for the errors
 * @returns the people of all folds, in file order
 * @throws DataError naming file and line where a count, a field or a number is wrong, or a person is
 * named twice
 */
export function parsePeople(text: string, file: string): LfwPerson[] {
  const lines = splitLines(text, file);
  const inFolds = lines.length > 1 && lines[1].fields.length === 1;
  let position = 0;
  const readCount = (what: string): number => {
    const line = lines[position];
    if (line === undefined || line.fields.length !== 1) {
      throw lineError({ file, number: position + 1 }, `the number of ${what} was expected here.`);
    }
    position++;
    return positiveInteger(line, 0);
  };

  const people: LfwPerson[] = [];
  const lineOf = new Map<string, number>();
  const folds = inFolds ? readCount("folds") : 1;
  for (let fold = 0; fold < folds; fold++) {
    const count = readCount("people");
    for (let i = 0; i < count; i++, position++) {
      const line = lines[position] ?? { file, number: position + 1, fields: [] };
      if (line.fields.length !== 2) {
        throw lineError(
          line,
          `person ${i + 1} of ${count} (name, number of images) was expected here.`,
        );
      }
      const [name] = line.fields;
      const before = lineOf.get(name);
      if (before !== undefined) {
        throw lineError(line, `${name} is named a second time; the first is in line ${before}.`);
      }
      lineOf.set(name, line.number);
      people.push({ name, images: positiveInteger(line, 1), fold: fold + 1, line: line.number });
    }
  }
  if (position < lines.length) {
    throw lineError(lines[position], "there are more people than the counts announce.");
  }
  return people;
}
