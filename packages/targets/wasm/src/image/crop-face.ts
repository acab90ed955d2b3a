import {
  type AffineMap,
  alignedFace,
  type Crop,
  DataError,
  fitSimilarity,
  invertMap,
  type Point,
} from "@multibatch/core";
import { channelsOf, type ImageLike } from "./image-like.js";
import { sampleImage } from "./sample.js";

/** A rectangle in pixels from the left and top edge of an image. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Five points in pixels from the left and top edge of an image: left eye, right eye, tip of the nose,
 * left and right corner of the mouth; 'left' is the image's left.
 */
export type Landmarks = readonly [Point, Point, Point, Point, Point];

/** Where a face is: by a detector, or by hand. */
export type FacePlace = { readonly box: Box } | { readonly landmarks: Landmarks };

/** How a face is brought to a crop. */
export interface FaceCropOptions {
  /**
   * Where the five points of landmarks come to lie, in pixels of the crop; by default the crop's own
   * template, or else `faceTemplate` of it.
   */
  readonly template?: Landmarks;
  /** Side of the square that is cut out, as a multiple of the longer side of a box; 1 by default. */
  readonly boxScale?: number;
}

/** The usual template, core's `alignedFace`, scaled to a crop and in its middle. */
export function faceTemplate({ height, width }: Pick<Crop, "height" | "width">): Landmarks {
  const scale = Math.min(height, width) / alignedFace.side;
  return alignedFace.points.map(([x, y]) => [
    (x - alignedFace.side / 2) * scale + width / 2,
    (y - alignedFace.side / 2) * scale + height / 2,
  ]) as unknown as Landmarks;
}

/** The template that a crop states, or else the usual one. */
function templateOf(crop: Pick<Crop, "height" | "width" | "template">): Landmarks {
  return (crop.template as Landmarks | undefined) ?? faceTemplate(crop);
}

/**
 * Cuts a face out of an image and brings it to a crop. Landmarks go to the template by the similarity
 * (rotation, scale and translation) with the least squared distances; a box gives the square around
 * its centre. What lies outside of the image is black.
 *
 * @returns uint8 `[h, w, c]`, ready for `embed`
 * @throws DataError when the place is no such place, or the image's data do not fit its size
 */
export function cropFace(
  image: ImageLike,
  place: FacePlace,
  crop: Pick<Crop, "height" | "width" | "channels" | "template">,
  options: FaceCropOptions = {},
): Uint8Array {
  channelsOf(image);
  const map = "box" in place ? boxMap(place.box, crop, options) : landmarkMap(place, crop, options);
  return sampleImage(image, map, crop);
}

function boxMap(
  { left, top, width, height }: Box,
  crop: Pick<Crop, "height" | "width">,
  { boxScale = 1 }: FaceCropOptions,
): AffineMap {
  if (![left, top].every(Number.isFinite) || !(width > 0 && height > 0 && boxScale > 0)) {
    throw new DataError(
      `The box { left: ${left}, top: ${top}, width: ${width}, height: ${height} } of scale ${boxScale} is no rectangle: numbers in pixels are expected, with width, height and scale above 0.`,
    );
  }
  const scale = (Math.max(width, height) * boxScale) / Math.min(crop.width, crop.height);
  const x = left + width / 2 - (scale * crop.width) / 2;
  const y = top + height / 2 - (scale * crop.height) / 2;
  return [scale, 0, x, 0, scale, y];
}

function landmarkMap(
  { landmarks }: { readonly landmarks: Landmarks },
  crop: Pick<Crop, "height" | "width" | "template">,
  { template = templateOf(crop) }: FaceCropOptions,
): AffineMap {
  const isPoint = (point: unknown) =>
    Array.isArray(point) && point.length === 2 && point.every(Number.isFinite);
  if (landmarks.length !== template.length || !landmarks.every(isPoint)) {
    throw new DataError(
      `Landmarks are ${template.length} points [x, y] in pixels: left eye, right eye, nose, left and right corner of the mouth; received ${JSON.stringify(landmarks)}.`,
    );
  }
  const similarity = fitSimilarity(landmarks, template);
  if (similarity !== undefined) return invertMap(similarity);
  throw new DataError(
    `The landmarks ${JSON.stringify(landmarks)} lie in one point: give five different ones.`,
  );
}
