import type { Canvas } from "../drawing/canvas.js";
import { colourAlong, scaleColour } from "../drawing/colour.js";
import { place } from "../drawing/shape.js";
import { ellipse, roundedBox } from "../drawing/shapes.js";
import type { Occlusion } from "../face/nuisance.js";

/** Something between camera and face; the canvas has the picture's own coordinates. */
export function paintOcclusion(canvas: Canvas, occlusion: Occlusion | undefined): void {
  if (occlusion === undefined) return;
  const { kind, x, y, angle, size, colour } = occlusion;
  if (kind === "bar") {
    const bar = roundedBox(3, 0.11 * size, 0.01);
    canvas.fill(place(bar, { x, y, angle }), { colour });
  } else if (kind === "patch") {
    const patch = roundedBox(0.3 * size, 0.24 * size, 0.05);
    canvas.fill(place(patch, { x, y, angle: angle / 8 }), { colour });
  } else {
    paintHand(canvas, occlusion);
  }
}

/** Four fingers on a palm, which comes from below. */
function paintHand(canvas: Canvas, { x, size, angle, colour: [tone] }: Occlusion): void {
  const skin = colourAlong(
    [
      [0.93, 0.76, 0.64],
      [0.45, 0.3, 0.2],
    ],
    tone,
  );
  const turn = angle / 8;
  const at = (u: number, v: number) => ({
    x: x + size * (u * Math.cos(turn) - v * Math.sin(turn)),
    y: 0.95 + size * (u * Math.sin(turn) + v * Math.cos(turn)),
    angle: turn,
  });
  canvas.fill(place(ellipse(0.28 * size, 0.3 * size), at(0, 0)), {
    colour: scaleColour(skin, 0.9),
  });
  for (const [finger, length] of [0.24, 0.31, 0.29, 0.21].entries()) {
    const shape = roundedBox(0.058 * size, length * size, 0.058 * size);
    const spot = at(-0.2 + 0.135 * finger, -0.25 - length / 2);
    canvas.fill(place(shape, spot), {
      colour: skin,
      tint: (px) => 1 - 3.5 * Math.abs(px - spot.x) ** 1.3,
    });
  }
}
