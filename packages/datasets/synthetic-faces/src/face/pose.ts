import { type Warp, warpX, warpY } from "../drawing/warp.js";
import type { FaceIdentity } from "./identity.js";
import type { FaceNuisance } from "./nuisance.js";

/** A place on the face as it is seen: turned and in perspective, still canonical. */
export interface Projected {
  readonly x: number;
  readonly y: number;
  /** How much narrower and lower things look there than from the front. */
  readonly scaleX: number;
  readonly scaleY: number;
}

/** How much nearer a point in front of the head's centre looks larger. */
const perspective = 0.18;

/** The head as it is turned: places things that lie at some depth in front of its centre. */
export class Pose {
  private readonly cosYaw: number;
  private readonly sinYaw: number;
  private readonly cosPitch: number;
  private readonly sinPitch: number;

  constructor({ yaw, pitch }: Pick<FaceNuisance, "yaw" | "pitch">) {
    this.cosYaw = Math.cos(yaw);
    this.sinYaw = Math.sin(yaw);
    this.cosPitch = Math.cos(pitch);
    this.sinPitch = Math.sin(pitch);
  }

  /**
   * Where a point of the face is seen.
   *
   * The whole is scaled so that a point at `depth` looks as large from the front as it was drawn:
   * a frontal face is its own projection.
   *
   * @param depth distance in front of the head's centre, in canonical units
   */
  project(x: number, y: number, depth: number): Projected {
    const side = x * this.cosYaw + depth * this.sinYaw;
    const front = depth * this.cosYaw - x * this.sinYaw;
    const down = y * this.cosPitch + front * this.sinPitch;
    const near = front * this.cosPitch - y * this.sinPitch;
    const size = (1 - perspective * depth) / (1 - perspective * near);
    // A feature lies on the round of the head, so it turns with its own angle beside the head's.
    const round = x / Math.max(depth, 0.05);
    const scaleX = this.cosYaw - this.sinYaw * Math.max(-1, Math.min(1, round)) * 0.8;
    return {
      x: side * size,
      y: down * size,
      scaleX: Math.max(0.3, scaleX) * size,
      scaleY: this.cosPitch * size,
    };
  }
}

/** Depths of the features in front of the head's centre. */
export const depths = {
  ears: -0.06,
  brows: 0.4,
  eyes: 0.36,
  nose: 0.56,
  nostrils: 0.46,
  mouth: 0.42,
  chin: 0.36,
  hairline: 0.32,
  cheeks: 0.36,
} as const;

/** Scale of a face that is neither nearer nor farther than usual: hair and chin fill the picture. */
export const usualScale = 1.25;

/**
 * The true warp of an image: from canonical face coordinates to the picture's.
 *
 * Turned in the plane, scaled and shifted; a neutral image has `usualScale` and nothing else. In a
 * picture that is not square, the face keeps its proportions and is as large as in a square of the
 * shorter side.
 */
export function warpOfNuisance(
  { rotation, scale, shiftX, shiftY }: FaceNuisance,
  width: number,
  height: number,
): Warp {
  const size = usualScale * scale * Math.min(width, height);
  const [scaleX, scaleY] = [size / width, size / height];
  const [cosine, sine] = [Math.cos(rotation), Math.sin(rotation)];
  return Float32Array.of(
    scaleX * cosine,
    -scaleX * sine,
    shiftX,
    scaleY * sine,
    scaleY * cosine,
    shiftY,
  );
}

/** Where the mouth's corners are: left and right of the middle, and above its line. */
export function mouthCorners(
  { mouth }: FaceIdentity,
  { smile, mouthOpen }: Pick<FaceNuisance, "smile" | "mouthOpen">,
): { readonly halfWidth: number; readonly lift: number } {
  return {
    halfWidth: mouth.halfWidth * (1 + 0.2 * smile - 0.14 * mouthOpen),
    lift: mouth.curve + 0.045 * smile,
  };
}

/**
 * Five landmarks in the picture's coordinates of −1…1: x and y of the left and right eye (as seen in
 * the picture), the nose's tip, and the left and right corner of the mouth.
 */
export function landmarksOf(
  identity: FaceIdentity,
  nuisance: FaceNuisance,
  warp: Warp,
): Float32Array {
  const pose = new Pose(nuisance);
  const { eyes, nose, mouth } = identity;
  const corners = mouthCorners(identity, nuisance);
  const points = [
    pose.project(-eyes.x, eyes.y, depths.eyes),
    pose.project(eyes.x, eyes.y, depths.eyes),
    pose.project(0, nose.y, depths.nose),
    pose.project(-corners.halfWidth, mouth.y - corners.lift, depths.mouth),
    pose.project(corners.halfWidth, mouth.y - corners.lift, depths.mouth),
  ];
  return Float32Array.from(points.flatMap(({ x, y }) => [warpX(warp, x, y), warpY(warp, x, y)]));
}
