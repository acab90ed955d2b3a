/**
 * Order of two texts by code points: the same on every machine and in every language, which the
 * order of a locale is not. (JavaScript's own `<` goes by UTF-16 units and differs beyond U+FFFF.)
 */
export function compareCodePoints(first: string, second: string): number {
  return Buffer.compare(Buffer.from(first, "utf8"), Buffer.from(second, "utf8"));
}
