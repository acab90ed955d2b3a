/** Part of a list of rows. */
export interface Block {
  readonly start: number;
  readonly size: number;
}

/** Floats that a block may take: 4 MB (our choice). */
const blockFloats = 2 ** 20;

/** Cuts rows that need `floatsPerRow` floats of working memory each into blocks that stay small. */
export function blocksOf(rows: number, floatsPerRow: number): Block[] {
  const size = Math.max(1, Math.floor(blockFloats / Math.max(1, floatsPerRow)));
  return Array.from({ length: Math.ceil(rows / size) }, (_, i) => ({
    start: i * size,
    size: Math.min(size, rows - i * size),
  }));
}
