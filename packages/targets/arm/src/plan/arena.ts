/** Memory that is needed from one step to another, both included. */
export interface Block {
  /** In bytes. */
  readonly size: number;
  readonly first: number;
  readonly last: number;
}

/** Blocks begin at multiples of this many bytes: a cache line or two. */
const alignment = 64;

/**
 * Places blocks so that those which are needed at the same time do not overlap: the largest first,
 * each as low as it can be.
 *
 * @returns the offset of each block, and the size of the whole
 */
export function placeInArena(blocks: readonly Block[]): { offsets: number[]; size: number } {
  const offsets = blocks.map(() => 0);
  const placed: number[] = [];
  const order = blocks.map((_, i) => i).sort((a, b) => blocks[b].size - blocks[a].size || a - b);
  for (const current of order) {
    const neighbours = placed
      .filter((other) => liveTogether(blocks[current], blocks[other]))
      .sort((a, b) => offsets[a] - offsets[b]);
    let offset = 0;
    for (const other of neighbours) {
      if (offset + blocks[current].size <= offsets[other]) break;
      offset = Math.max(offset, aligned(offsets[other] + blocks[other].size));
    }
    offsets[current] = offset;
    placed.push(current);
  }
  const size = Math.max(0, ...blocks.map((block, i) => aligned(offsets[i] + block.size)));
  return { offsets, size };
}

function liveTogether(a: Block, b: Block): boolean {
  return a.first <= b.last && b.first <= a.last;
}

function aligned(size: number): number {
  return Math.ceil(size / alignment) * alignment;
}
