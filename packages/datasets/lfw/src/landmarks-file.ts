import type { LfwImageName } from "./pairs-file.js";
import { lineError, splitLines } from "./protocol-lines.js";

/** Points of a face. */
export interface LfwLandmarks {
  readonly image: LfwImageName;
  /** Both eyes, the nose and both corners of the mouth, `[5, 2]`: x and y in pixels, as the file has them. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

const pointCount = 5;

/**
 * Parses a file of landmarks: a line `Name/Name_0001.jpg x1 y1 … x5 y5` for each image.
 *
 * @param file name for the errors
 * @throws DataError naming file and line where a name, a number or their count is wrong
 */
export function parseLandmarks(text: string, file: string): LfwLandmarks[] {
  return splitLines(text, file).map((line) => {
    const [path, ...numbers] = line.fields;
    const match = /([^/]+)_(\d{4})\.jpe?g$/i.exec(path);
    if (match === null) {
      throw lineError(line, `field 1 is "${path}", where Name/Name_0001.jpg was expected.`);
    }
    if (numbers.length !== 2 * pointCount) {
      throw lineError(
        line,
        `${2 * pointCount} numbers were expected, but ${numbers.length} follow.`,
      );
    }
    const values = numbers.map((number, i) => {
      const value = Number(number);
      if (Number.isFinite(value)) return value;
      throw lineError(line, `field ${i + 2} is "${number}", where a number was expected.`);
    });
    return {
      image: { person: match[1], number: Number(match[2]) },
      points: Array.from(
        { length: pointCount },
        (_, i) => [values[2 * i], values[2 * i + 1]] as const,
      ),
    };
  });
}
