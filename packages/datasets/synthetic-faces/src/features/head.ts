import { scaleColour } from "../drawing/colour.js";
import { place } from "../drawing/shape.js";
import { ellipse } from "../drawing/shapes.js";
import { depths } from "../face/pose.js";
import type { Scene } from "./scene.js";

/** Ears, which the head and the hair cover in part. */
export function paintEars({ canvas, identity, nuisance, pose, head }: Scene): void {
  const { ears, skin, hair } = identity;
  const covered = hair.length > 0 && !hair.bald && hair.volumeSide > 0.04;
  if (covered) return;
  for (const side of [-1, 1]) {
    const { y } = pose.project(0, ears.y, depths.ears);
    const edge = head.radiusTowards(head.centreX + side, head.centreY + y);
    const x = head.centreX + side * (edge + ears.out * 0.4);
    const width = (0.045 + ears.out * 0.6) * (1 - 1.6 * side * nuisance.yaw);
    if (width < 0.01) continue;
    const at = { x, y, angle: side * 0.12 };
    const lobe = { x: x - side * 0.02, y: y + ears.halfHeight * (0.7 + 0.2 * ears.lobe) };
    const colour = scaleColour(skin, 0.93);
    canvas.fill(place(ellipse(width, ears.halfHeight), at), { colour });
    canvas.fill(place(ellipse(width * 0.6, 0.035 + 0.03 * ears.lobe), lobe), { colour });
    canvas.fill(place(ellipse(width * 0.5, ears.halfHeight * 0.62), at), {
      colour: scaleColour(skin, 0.68),
      opacity: 0.7,
      softness: 0.03,
    });
  }
}

/** The bare head, darker towards its rim where the skin turns away. */
export function paintHead({ canvas, identity, head }: Scene): void {
  const rim = 0.16;
  canvas.fill(head, {
    colour: identity.skin,
    tint: (_x, _y, distance) => {
      const inside = Math.min(-distance / rim, 1);
      return inside < 0 ? 0.74 : 0.74 + 0.28 * inside * (2 - inside);
    },
  });
}
