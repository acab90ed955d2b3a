import { type Colour, scaleColour } from "../drawing/colour.js";
import { intersect, place, type Shape } from "../drawing/shape.js";
import { almond, arc, ellipse, roundedBox } from "../drawing/shapes.js";
import { depths, mouthCorners } from "../face/pose.js";
import type { Scene } from "./scene.js";

const inside: Colour = [0.28, 0.08, 0.08];
const teeth: Colour = [0.95, 0.93, 0.9];

/** The mouth: lips, what an open mouth shows, and the shadow below. */
export function paintMouth({ canvas, identity, nuisance, pose }: Scene): void {
  const { mouth, skin } = identity;
  const { halfWidth, lift } = mouthCorners(identity, nuisance);
  const seen = pose.project(0, mouth.y - lift, depths.mouth);
  const at = { x: seen.x, y: seen.y, scaleX: seen.scaleX, scaleY: seen.scaleY };
  const put = (shape: Shape, x = 0, y = 0) => place(x || y ? place(shape, { x, y }) : shape, at);

  // The middle of the mouth, below the corners by `lift`, opens both ways.
  const upper = lift - 0.03 * nuisance.mouthOpen;
  const lower = lift + 0.13 * nuisance.mouthOpen;
  canvas.fill(put(ellipse(halfWidth * 0.6, 0.02), 0, lower + mouth.lowerLip + 0.035), {
    colour: scaleColour(skin, 0.6),
    opacity: 0.5,
    softness: 0.05,
  });

  const gap = almond(halfWidth * 0.96, -upper, lower);
  if (lower - upper > 0.012) {
    canvas.fill(put(gap), { colour: inside });
    const row = place(roundedBox(halfWidth * 0.75, 0.04, 0.02), { x: 0, y: upper + 0.005 });
    canvas.fill(put(intersect(row, gap)), { colour: teeth, opacity: 0.9 });
  }

  canvas.fill(put(almond(halfWidth, mouth.upperLip - upper, upper)), {
    colour: scaleColour(mouth.colour, 0.86),
    opacity: 0.95,
  });
  canvas.fill(put(almond(halfWidth * 0.92, -lower, lower + mouth.lowerLip)), {
    colour: mouth.colour,
    opacity: 0.95,
  });
  canvas.fill(put(ellipse(halfWidth * 0.35, 0.01), 0, lower + mouth.lowerLip * 0.45), {
    colour: [1, 0.95, 0.93],
    opacity: 0.3,
    softness: 0.03,
  });
  if (lower - upper <= 0.05) {
    canvas.fill(put(arc({ halfLength: halfWidth, bow: -lift, thickness: [0.012, 0.016, 0.012] })), {
      colour: scaleColour(mouth.colour, 0.4),
      opacity: 0.9,
    });
  }
}
