import { outline, place } from "../drawing/shape.js";
import { arc, roundedBox } from "../drawing/shapes.js";
import { depths } from "../face/pose.js";
import type { Scene } from "./scene.js";

/** Glasses, where the image has some. */
export function paintGlasses({ canvas, identity, nuisance: { glasses }, pose }: Scene): void {
  if (glasses === undefined) return;
  const { halfWidth, halfHeight, roundness, thickness, colour } = glasses;
  const { eyes } = identity;
  // Lenses that would touch are made to fit between the eyes.
  const width = Math.min(halfWidth, eyes.x - 0.025);
  const lens = roundedBox(width, halfHeight, 0.02 + roundness * 0.1);
  const depth = depths.eyes + 0.08;
  for (const side of [-1, 1]) {
    const at = pose.project(side * eyes.x, eyes.y + 0.015, depth);
    canvas.fill(place(lens, at), { colour: [1, 1, 1], opacity: 0.09 });
    canvas.fill(place(outline(lens, thickness), at), { colour });
    const temple = pose.project(side * (eyes.x + width + 0.05), eyes.y - 0.03, depth - 0.15);
    canvas.fill(
      place(roundedBox(0.07, thickness * 0.45, 0.01), { ...temple, angle: side * -0.1 }),
      {
        colour,
      },
    );
  }
  const bridge = pose.project(0, eyes.y - 0.005, depth + 0.05);
  const gap = Math.max(0.02, eyes.x - width);
  const stroke = arc({
    halfLength: gap,
    bow: 0.02,
    thickness: [thickness, thickness, thickness],
  });
  canvas.fill(place(stroke, bridge), { colour });
}
