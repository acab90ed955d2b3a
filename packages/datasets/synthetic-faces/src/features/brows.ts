import { mixColours } from "../drawing/colour.js";
import { place } from "../drawing/shape.js";
import { arc } from "../drawing/shapes.js";
import { depths } from "../face/pose.js";
import type { Scene } from "./scene.js";

/** Brows: thick towards the nose, thin towards the temples. */
export function paintBrows({ canvas, identity, nuisance, pose }: Scene): void {
  const { brows, eyes, hair, skin } = identity;
  const colour = mixColours(hair.colour, [0.1, 0.07, 0.06], 0.35);
  const y = eyes.y - brows.rise - 0.045 * nuisance.browRaise;
  const { halfLength, bow, thickness } = brows;
  const stroke = arc({ halfLength, bow, thickness: [thickness, thickness, 0.3 * thickness] });
  for (const side of [-1, 1]) {
    const seen = pose.project(side * (eyes.x + 0.01), y, depths.brows);
    const at = {
      x: seen.x,
      y: seen.y,
      angle: -side * (brows.tilt + 0.06 * nuisance.browRaise),
      scaleX: side * seen.scaleX,
      scaleY: seen.scaleY,
    };
    canvas.fill(place(stroke, at), {
      colour: mixColours(skin, colour, brows.darkness),
      softness: 0.012,
      opacity: 0.95,
    });
  }
}
