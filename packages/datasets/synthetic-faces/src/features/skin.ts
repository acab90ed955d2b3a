import { mixColours, scaleColour } from "../drawing/colour.js";
import { place } from "../drawing/shape.js";
import { arc, ellipse } from "../drawing/shapes.js";
import { depths, mouthCorners } from "../face/pose.js";
import type { Scene } from "./scene.js";

/** What is on the skin: blush, folds beside the mouth, freckles and moles. */
export function paintSkin({ canvas, identity, nuisance, pose, head }: Scene): void {
  const { skin, blush, folds, nose, mouth, freckles, moles } = identity;
  const corners = mouthCorners(identity, nuisance);
  for (const side of [-1, 1]) {
    const cheek = pose.project(side * 0.27, nose.y - 0.02, depths.cheeks);
    canvas.fill(place(ellipse(0.1 * cheek.scaleX, 0.075), cheek), {
      colour: mixColours(skin, [0.85, 0.3, 0.28], 0.5),
      opacity: 0.7 * blush,
      softness: 0.12,
    });
    const fold = pose.project(
      side * (corners.halfWidth + nose.halfWidth + 0.05) * 0.55,
      (nose.y + mouth.y) / 2 + 0.01,
      depths.mouth,
    );
    const stroke = arc({ halfLength: 0.085, bow: 0.02, thickness: [0.004, 0.016, 0.004] });
    canvas.fill(place(stroke, { x: fold.x, y: fold.y, angle: side * 1.05 }), {
      colour: scaleColour(skin, 0.6),
      opacity: Math.min(1, 0.75 * folds + 0.3 * Math.max(0, nuisance.smile)),
      softness: 0.012,
    });
  }
  const spots = [
    { marks: freckles, colour: mixColours(skin, [0.5, 0.25, 0.12], 0.6), opacity: 0.7 },
    { marks: moles, colour: scaleColour(skin, 0.3), opacity: 0.95 },
  ];
  for (const { marks, colour, opacity } of spots) {
    for (const { x, y, radius } of marks) {
      const seen = pose.project(x, y, depths.cheeks);
      if (head.distance(seen.x, seen.y) > -0.03) continue;
      canvas.fill(place(ellipse(radius), seen), { colour, opacity });
    }
  }
}
