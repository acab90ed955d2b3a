import type { FacePlace } from "./crop-face.js";
import type { ImageLike } from "./image-like.js";

/** A face that a detector found. */
export type Detection = FacePlace & {
  /** How sure the detector is, the larger the surer, where it says so. */
  readonly score?: number;
};

/**
 * Finds faces. Detection is not part of this package: wrap any detector in this, and give what it
 * finds to `cropFace`.
 */
export interface Detector {
  /** The faces in an image, in pixels from its left and top edge; the surest first. */
  detect(image: ImageLike): Promise<readonly Detection[]>;
}
