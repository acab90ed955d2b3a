import type { IdentityGroups, Random } from "@multibatch/core";

/** Kinds of pairs: of one identity, of two identities, of any two images. */
export type PairKind = "same" | "different" | "natural";

/** Draws a pair of rows (places in `groups.images`); a given first row gets a partner. */
export type PairDrawing = (kind: PairKind, first?: number) => readonly [number, number];

/** After so many vain draws, a row that the batch already has is taken again. */
const patience = 1000;

/**
 * Draws pairs for one batch: the first row uniformly from all that can have a partner of the kind,
 * the second uniformly from these partners, again and again until neither is in `used`, to which they
 * are added. Only where none is found for long, as in a population hardly larger than the batch, a
 * row may be twice in a batch.
 *
 * @param pairedRows rows of the identities with two or more images
 */
export function pairDrawing(
  groups: IdentityGroups,
  groupOf: Int32Array,
  pairedRows: Int32Array,
  used: Set<number>,
  random: Random,
): PairDrawing {
  const rows = groupOf.length;
  const drawFirst = (kind: PairKind) =>
    kind === "same" ? pairedRows[random.integer(pairedRows.length)] : random.integer(rows);

  /** Uniform over the partners of `row`: an identity's rows lie side by side. */
  const drawPartner = (kind: PairKind, row: number) => {
    if (kind === "natural") return (row + 1 + random.integer(rows - 1)) % rows;
    const start = groups.starts[groupOf[row]];
    const end = groups.starts[groupOf[row] + 1];
    const size = end - start;
    return kind === "same"
      ? start + ((row - start + 1 + random.integer(size - 1)) % size)
      : (end + random.integer(rows - size)) % rows;
  };

  return (kind, given) => {
    let first = given ?? 0;
    let second = 0;
    for (let tries = 0; tries < patience; tries++) {
      first = given ?? drawFirst(kind);
      second = drawPartner(kind, first);
      if (!used.has(second) && (given !== undefined || !used.has(first))) break;
    }
    used.add(first).add(second);
    return [first, second];
  };
}
