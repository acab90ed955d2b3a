import { mixColours, scaleColour } from "../drawing/colour.js";
import { intersect, place } from "../drawing/shape.js";
import { ellipse, roundedBox } from "../drawing/shapes.js";
import type { Scene } from "./scene.js";

/** A gradient with a few soft blobs: a room out of focus. */
export function paintBackground({ canvas, nuisance }: Scene): void {
  const { backgroundFrom, backgroundTo, backgroundAngle, blobs } = nuisance;
  canvas.gradient(
    backgroundFrom,
    backgroundTo,
    Math.cos(backgroundAngle),
    Math.sin(backgroundAngle),
  );
  for (const { x, y, radius, opacity, colour } of blobs) {
    canvas.fill(place(ellipse(radius), { x, y }), { colour, opacity, softness: 0.25 });
  }
}

/** Neck and shoulders. */
export function paintBody({ canvas, identity, nuisance }: Scene): void {
  const { neck, skin, head } = identity;
  const { clothes, collar } = nuisance;
  const shoulders = place(ellipse(1.05, 0.55), { x: 0, y: head.chin + 0.62 });
  canvas.fill(shoulders, { colour: clothes, tint: (_x, y) => 1.1 - 0.25 * y });
  const throat = place(roundedBox(neck, 0.55, 0.1), { x: 0, y: head.chin });
  const opening = place(ellipse(neck * 1.15, 0.3 + 0.2 * collar), { x: 0, y: head.chin });
  const shadow = head.chin + 0.02;
  canvas.fill(intersect(throat, opening), {
    colour: scaleColour(skin, 0.9),
    tint: (_x, y) => 0.72 + 0.25 * Math.min(Math.max((y - shadow) / 0.22, 0), 1),
  });
  canvas.fill(place(ellipse(neck * 1.25, 0.02), { x: 0, y: head.chin + 0.3 + 0.2 * collar }), {
    colour: mixColours(clothes, [0, 0, 0], 0.35),
    softness: 0.05,
    opacity: 0.5,
  });
}
