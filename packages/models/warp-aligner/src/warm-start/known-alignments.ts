import {
  composeMaps,
  DataError,
  invertMap,
  type ModelPreparation,
  meanMap,
} from "@multibatch/core";

/** Images of which it is known where their object lies. */
export interface KnownAlignments {
  /** Image indices, `[n]`. */
  readonly images: readonly number[];
  /** The warp `[a, b, c, d, e, f]` that aligns each of them. */
  readonly warps: readonly Float64Array[];
}

/**
 * The warps that align the images of which the data set knows the alignment.
 *
 * Any fixed pose would do as the common one; the one taken is such that the mean warp is the
 * identity, so that what the embedder sees is as large as before, and moved the least.
 *
 * @throws DataError when the mean alignment flattens the plane: then there is no common pose
 */
export function knownAlignments({
  dataset,
  images,
}: Pick<ModelPreparation, "dataset" | "images">): KnownAlignments {
  const known = [...images].flatMap((image) => {
    const alignment = dataset.alignmentOf?.(image);
    return alignment ? [{ image, alignment }] : [];
  });
  if (known.length === 0) return { images: [], warps: [] };
  const pose = commonPose(known.map(({ alignment }) => alignment));
  return {
    images: known.map(({ image }) => image),
    warps: known.map(({ alignment }) => composeMaps(alignment, pose)),
  };
}

/** Share of an object's area that has to be left in the mean of its alignments. */
const leastArea = 1e-3;

function commonPose(alignments: readonly ArrayLike<number>[]): Float64Array {
  const mean = meanMap(alignments);
  const usual = alignments.reduce((sum, map) => sum + Math.abs(areaOf(map)), 0) / alignments.length;
  if (!(Math.abs(areaOf(mean)) > leastArea * usual)) {
    throw new DataError(
      "The known alignments have no mean to start from: they turn in all directions, or are no affine maps. Leave the option warmStart out.",
    );
  }
  return invertMap(mean);
}

/** By what a map multiplies areas. */
function areaOf(map: ArrayLike<number>): number {
  return map[0] * map[4] - map[1] * map[3];
}
