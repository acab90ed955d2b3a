import type { Canvas } from "../drawing/canvas.js";
import { RadialOutline } from "../drawing/radial-outline.js";
import type { FaceIdentity } from "../face/identity.js";
import type { FaceNuisance } from "../face/nuisance.js";
import { Pose } from "../face/pose.js";

/** What every feature needs to be painted. */
export interface Scene {
  readonly canvas: Canvas;
  readonly identity: FaceIdentity;
  readonly nuisance: FaceNuisance;
  readonly pose: Pose;
  readonly head: RadialOutline;
}

/** Gathers a scene; the canvas already has its warp. */
export function createScene(canvas: Canvas, identity: FaceIdentity, nuisance: FaceNuisance): Scene {
  const pose = new Pose(nuisance);
  return { canvas, identity, nuisance, pose, head: headOutline(identity, nuisance) };
}

/** A head from the front: two half ellipses, with swells where the bones are. */
function headOutline({ head }: FaceIdentity, { yaw, pitch }: FaceNuisance): RadialOutline {
  const width = head.halfWidth;
  return new RadialOutline(0.05 * Math.sin(yaw), 0.1 * Math.sin(pitch), (angle) => {
    const height = angle < 0 ? head.top : head.chin;
    const ellipse = 1 / Math.hypot(Math.cos(angle) / width, Math.sin(angle) / height);
    const swell =
      head.temples * bump(angle, -0.6, 0.35) +
      head.cheekbones * bump(angle, 0.15, 0.3) +
      head.jaw * bump(angle, 0.78, 0.28) +
      head.chinWidth * bump(angle, 1.25, 0.22);
    return ellipse * (1 + swell);
  });
}

function bump(angle: number, centre: number, width: number): number {
  const distance = (angle - centre) / width;
  return Math.exp(-distance * distance);
}
