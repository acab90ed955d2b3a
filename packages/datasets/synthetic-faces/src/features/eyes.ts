import { type Colour, scaleColour } from "../drawing/colour.js";
import { intersect, type Placement, place, type Shape } from "../drawing/shape.js";
import { almond, arc, ellipse } from "../drawing/shapes.js";
import { depths } from "../face/pose.js";
import type { Scene } from "./scene.js";

const white: Colour = [0.96, 0.95, 0.93];
const dark: Colour = [0.08, 0.06, 0.06];

/** Both eyes: socket, white, iris, lids, lashes and bags. */
export function paintEyes(scene: Scene): void {
  for (const side of [-1, 1]) paintEye(scene, side);
}

function paintEye({ canvas, identity, nuisance, pose }: Scene, side: number): void {
  const { eyes, skin } = identity;
  const { gazeX, gazeY, eyeClosure, smile } = nuisance;
  const seen = pose.project(side * eyes.x, eyes.y, depths.eyes);
  // Local coordinates: +x points away from the nose.
  const at: Placement = {
    x: seen.x,
    y: seen.y,
    angle: -side * eyes.tilt,
    scaleX: side * seen.scaleX,
    scaleY: seen.scaleY,
  };
  const put = (shape: Shape, x = 0, y = 0) => place(x || y ? place(shape, { x, y }) : shape, at);

  const width = eyes.halfWidth;
  const open = width * eyes.openness * (1 - eyeClosure) * (1 - 0.12 * Math.max(0, smile));
  const [above, below] = [1.15 * open, 0.75 * open];
  const shadow = scaleColour(skin, 0.62);

  canvas.fill(put(ellipse(width * 1.25, 0.085), 0, -0.025), {
    colour: shadow,
    opacity: 0.3,
    softness: 0.09,
  });
  if (eyes.bags > 0) {
    canvas.fill(
      put(
        arc({ halfLength: width * 0.85, bow: -0.035, thickness: [0.004, 0.022, 0.004] }),
        0,
        below * 0.5 + 0.02,
      ),
      { colour: shadow, opacity: 0.7 * eyes.bags, softness: 0.015 },
    );
  }

  const ball = almond(width, above, below);
  canvas.fill(put(ball), { colour: white, tint: (_x, y) => 0.94 + 2 * (y - seen.y) });
  const gaze: Placement = { x: side * 0.3 * width * gazeX, y: 0.25 * open * gazeY - 0.1 * above };
  const iris = (radius: number) => put(intersect(place(ellipse(radius), gaze), ball));
  canvas.fill(iris(eyes.irisRadius), { colour: scaleColour(eyes.iris, 0.5) });
  canvas.fill(iris(eyes.irisRadius * 0.8), { colour: eyes.iris });
  canvas.fill(iris(eyes.irisRadius * 0.45), { colour: dark });
  const glint = place(ellipse(0.013), {
    x: gaze.x - side * 0.016,
    y: gaze.y - 0.018,
  });
  canvas.fill(put(intersect(glint, ball)), { colour: [1, 1, 1], opacity: 0.9 });

  const lid = { halfLength: width * 1.06, bow: above };
  canvas.fill(put(arc({ ...lid, thickness: [0.008, eyes.lashes + 0.008, eyes.lashes + 0.012] })), {
    colour: dark,
    opacity: 0.9,
  });
  canvas.fill(put(arc({ halfLength: width * 0.95, bow: -below, thickness: [0.004, 0.01, 0.01] })), {
    colour: shadow,
    opacity: 0.6,
  });
  if (eyes.crease > 0.012) {
    canvas.fill(
      put(
        arc({ halfLength: width, bow: above * 0.9 + 0.01, thickness: [0.006, 0.014, 0.008] }),
        0,
        -eyes.crease,
      ),
      { colour: shadow, opacity: 0.75 },
    );
  }
}
