import { mixColours } from "../drawing/colour.js";
import { intersect, place, type Shape } from "../drawing/shape.js";
import { arc, ellipse } from "../drawing/shapes.js";
import { depths, mouthCorners } from "../face/pose.js";
import type { Scene } from "./scene.js";

/** Beard on chin and cheeks, and moustache; painted before the mouth. */
export function paintBeard({ canvas, identity, nuisance, pose, head }: Scene): void {
  const { beard, hair, nose, mouth } = identity;
  const colour = mixColours(hair.colour, [0.15, 0.1, 0.08], 0.25);
  const seen = pose.project(0, mouth.y, depths.mouth);
  const chin = pose.project(0, identity.head.chin - 0.1, depths.chin);

  if (beard.cheeks > 0) {
    const region: Shape = {
      bounds: [-0.6, seen.y - 0.5, 0.6, 1],
      distance: (x, y) => {
        const beside = Math.max(0, Math.abs(x - seen.x) - 0.13);
        const top = seen.y + 0.04 - 5 * beside * beside;
        return Math.max(head.distance(x, y) - 0.02, 0.6 * (top - y));
      },
    };
    canvas.fill(region, { colour, opacity: 0.9 * beard.cheeks, softness: 0.06 });
  }
  if (beard.chin > 0) {
    const middle = (seen.y + 0.08 + chin.y + 0.1) / 2;
    const tuft = place(ellipse(mouth.halfWidth * 0.95, chin.y + 0.12 - middle), {
      x: (seen.x + chin.x) / 2,
      y: middle,
    });
    const overhang: Shape = {
      bounds: [-1, -1, 1, 1],
      distance: (x, y) => head.distance(x, y) - 0.03,
    };
    canvas.fill(intersect(tuft, overhang), { colour, opacity: 0.9 * beard.chin, softness: 0.04 });
  }
  if (beard.moustache > 0) {
    const { halfWidth } = mouthCorners(identity, nuisance);
    const lip = pose.project(0, nose.y + 0.58 * (mouth.y - nose.y), depths.mouth);
    const stroke = arc({
      halfLength: halfWidth * 1.02,
      bow: 0.04,
      thickness: [0.014, 0.06, 0.014],
    });
    canvas.fill(place(stroke, lip), { colour, opacity: 0.95 * beard.moustache, softness: 0.02 });
  }
}
