import { mixColours, scaleColour } from "../drawing/colour.js";
import { place, type Shape } from "../drawing/shape.js";
import { arc, ellipse, roundedBox } from "../drawing/shapes.js";
import { depths } from "../face/pose.js";
import type { Scene } from "./scene.js";

/** The nose, drawn by its shadows: bridge, tip, wings and nostrils. */
export function paintNose({ canvas, identity, nuisance, pose }: Scene): void {
  const { nose, eyes, skin } = identity;
  const shadow = scaleColour(skin, 0.58);
  const light = mixColours(skin, [1, 1, 1], 0.45);
  const tip = pose.project(0, nose.y, depths.nose);
  const root = pose.project(0, eyes.y - 0.03, depths.eyes + 0.04);
  const base = pose.project(0, nose.y + 0.025, depths.nostrils);

  const lean = Math.atan2(root.x - tip.x, tip.y - root.y);
  const middle = { x: (tip.x + root.x) / 2, y: (tip.y + root.y) / 2 };
  const length = Math.hypot(tip.x - root.x, tip.y - root.y) / 2;
  for (const side of [-1, 1]) {
    const away = Math.max(0, 0.32 - 0.45 * side * nuisance.lightX);
    canvas.fill(
      place(roundedBox(0.014, length * 0.85, 0.01), {
        x: middle.x + side * (nose.bridge + 0.016),
        y: middle.y,
        angle: lean + side * -0.08,
      }),
      { colour: shadow, opacity: away, softness: 0.06 },
    );
  }
  canvas.fill(
    place(roundedBox(nose.bridge * 0.4, length * 0.9, 0.02), { ...middle, angle: lean }),
    {
      colour: light,
      opacity: 0.3,
      softness: 0.05,
    },
  );

  const width = nose.halfWidth;
  const put = (shape: Shape, x: number, y: number, angle = 0) =>
    place(shape, { x: base.x + x * base.scaleX, y: base.y + y, angle });
  canvas.fill(put(ellipse(width * 1.15, 0.045), 0, 0.02), {
    colour: shadow,
    opacity: 0.4,
    softness: 0.05,
  });
  canvas.fill(place(ellipse(width * 0.75, 0.05), { x: tip.x, y: tip.y - 0.012 }), {
    colour: skin,
    opacity: 0.85,
    softness: 0.05,
  });
  canvas.fill(place(ellipse(0.022 + 0.02 * nose.tip, 0.02), { x: tip.x, y: tip.y - 0.025 }), {
    colour: light,
    opacity: 0.35 + 0.4 * nose.tip,
    softness: 0.035,
  });
  for (const side of [-1, 1]) {
    const wing = arc({ halfLength: 0.042, bow: 0.02, thickness: [0.006, 0.018, 0.006] });
    canvas.fill(put(wing, side * width, -0.005, side * 1.15), { colour: shadow, opacity: 0.85 });
    const hole = ellipse(0.016 + 0.012 * nose.nostrils, 0.008 + 0.01 * nose.nostrils);
    canvas.fill(put(hole, side * width * 0.52, 0.022, side * 0.3), {
      colour: scaleColour(skin, 0.25),
      opacity: 0.55 + 0.4 * nose.nostrils,
    });
  }
  const underline = arc({
    halfLength: width * 0.62,
    bow: -0.022,
    thickness: [0.006, 0.014, 0.006],
  });
  canvas.fill(put(underline, 0, 0.022), { colour: shadow, opacity: 0.8 });
}
