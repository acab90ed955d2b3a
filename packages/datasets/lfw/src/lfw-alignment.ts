import { resolve } from "node:path";
import { type AffineMap, type Crop, fitSimilarity } from "@multibatch/core";
import { placeInCrop } from "@multibatch/images";
import { faceTemplate } from "./face-template.js";
import { parseLandmarks } from "./landmarks-file.js";
import type { LfwLookup } from "./lfw-lookup.js";
import type { LfwOptions } from "./lfw-options.js";
import { readTextFile } from "./protocol-lines.js";

/** Side in pixels of LFW's own images. */
const originalSide = 250;

/**
 * How each image is aligned: the similarity that brings the points of the face template nearest to
 * the face's own points.
 *
 * @param landmarks the option; its file is relative to `directory`
 * @returns a map for each image that the file has points of, by image
 * @throws DataError naming file and line where something is wrong
 */
export async function readAlignments(
  landmarks: NonNullable<LfwOptions["landmarks"]>,
  { directory, crop, lookup }: { directory: string; crop: Crop; lookup: LfwLookup },
): Promise<ReadonlyMap<number, AffineMap>> {
  const file = resolve(directory, landmarks.file);
  const margin = (originalSide - landmarks.side) / 2;
  const place = placeInCrop({ height: landmarks.side, width: landmarks.side }, crop);
  const alignments = new Map<number, AffineMap>();
  for (const { image, points } of parseLandmarks(
    await readTextFile(file, "landmarks.file"),
    landmarks.file,
  )) {
    const index = lookup.findAny(image);
    if (index === undefined) continue;
    const seen = points.map(([x, y]) => place([x - margin, y - margin]));
    const alignment = fitSimilarity(faceTemplate, seen);
    if (alignment) alignments.set(index, alignment);
  }
  return alignments;
}
