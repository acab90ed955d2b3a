import {
  composeMaps,
  DataError,
  invertMap,
  type ModelPreparation,
  meanMap,
  messageOf,
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

function commonPose(alignments: readonly ArrayLike<number>[]): Float64Array {
  try {
    return invertMap(meanMap(alignments));
  } catch (error) {
    throw new DataError(
      `The known alignments have no mean to start from (${messageOf(error)}): they turn in all directions, or are no affine maps. Leave the option warmStart out.`,
      { cause: error },
    );
  }
}
