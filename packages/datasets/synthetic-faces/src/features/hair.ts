import { RadialOutline } from "../drawing/radial-outline.js";
import { place, type Shape } from "../drawing/shape.js";
import { roundedBox } from "../drawing/shapes.js";
import { depths } from "../face/pose.js";
import type { Scene } from "./scene.js";

/** Long hair behind head and neck. */
export function paintBackHair({ canvas, identity, head }: Scene): void {
  const { hair } = identity;
  if (hair.length <= 0 || hair.bald) return;
  const [top, bottom] = [-0.35, hair.length];
  const halfWidth = identity.head.halfWidth + hair.volumeSide + 0.05;
  const box = roundedBox(halfWidth, (bottom - top) / 2, 0.22);
  const fall = place(box, { x: head.centreX, y: (top + bottom) / 2 });
  const { centreX, centreY } = head;
  // What the head will hide need not be painted.
  const hidden = (0.8 * identity.head.halfWidth) ** 2;
  const behind: Shape = {
    bounds: fall.bounds,
    distance: (x, y) => {
      const [dx, dy] = [x - centreX, y - centreY];
      return dx * dx + dy * dy < hidden ? 1 : fall.distance(x, y);
    },
  };
  canvas.fill(behind, {
    colour: hair.colour,
    tint: (x, y) => 0.72 * strands(identity.hair, x, y),
  });
}

/** Hair on the head: all between its outer edge, the hairline and the sideburns. */
export function paintFrontHair(scene: Scene): void {
  const { canvas, identity, pose, head } = scene;
  const { hair } = identity;
  const outer = hairOutline(scene);
  const middle = pose.project(0, hair.lineY, depths.hairline);
  const lowest = identity.eyes.y - identity.brows.rise + 0.02;
  const lineAt = (x: number) => {
    if (hair.bald) return -9;
    const dx = x - middle.x;
    const peak = hair.peak * Math.exp(-(dx * dx) / 0.006);
    const fringe = hair.fringe * Math.sin(38 * dx + hair.phase);
    const line = middle.y + 0.6 * hair.slope * dx + hair.curve * dx * dx + peak;
    return Math.min(line, lowest + 0.5 * dx * dx) + fringe;
  };
  const long = hair.length > 0 && !hair.bald;
  const end = long ? Math.min(hair.length, 0.35) : identity.ears.y + hair.sideburns;
  const belowLine = hair.bald ? -1 : lowest + 0.2;
  const [left, top, right, bottom] = outer.bounds;
  const cap: Shape = {
    bounds: [left, top, right, Math.min(bottom, end + 0.05)],
    distance: (x, y) => {
      const edge = outer.distance(x, y);
      if (edge > 0.1) return edge;
      const onHead = head.distance(x, y);
      // Positive within the face's opening; the hairline matters only near and above itself.
      const beside = -0.03 - onHead;
      const opening = y > belowLine || beside < -0.1 ? beside : Math.min(y - lineAt(x), beside);
      // Short hair comes down to the skin where it ends; long hair is cut.
      const near = Math.min(Math.max((y - end) / 0.25 + 1, 0), 1);
      const fading = long ? edge : Math.max(edge, onHead - hair.volumeSide * (1 - near * near));
      return Math.max(fading, opening, 0.7 * (y - end));
    },
  };
  canvas.fill(cap, {
    colour: hair.colour,
    softness: 0.015 + 0.02 * hair.curl,
    tint: (x, y) => strands(hair, x - head.centreX, y),
  });
}

function hairOutline({ identity: { hair }, head }: Scene): RadialOutline {
  const top = hair.bald ? -0.15 : hair.volumeTop;
  const side = hair.bald ? 0.03 : hair.volumeSide;
  const tail = hair.length > 0 && !hair.bald ? side + 0.02 : -0.02;
  return new RadialOutline(head.centreX, head.centreY, (angle) => {
    const up = Math.min(Math.max(-angle / (Math.PI / 2), 0), 1);
    const down = Math.min(Math.max(angle / 0.9, 0), 1);
    const volume = side + (top - side) * up * (2 - up) + (tail - side) * down;
    const curls = 0.022 * hair.curl * Math.sin(13 * angle + hair.phase);
    const [x, y] = [head.centreX + Math.cos(angle), head.centreY + Math.sin(angle)];
    return head.radiusTowards(x, y) + volume + curls;
  });
}

/** Light and dark strands that fan out from above the head, or curls, as a factor on the colour. */
function strands(hair: Scene["identity"]["hair"], x: number, y: number): number {
  const gloss = 1 / (1 + 60 * (y + 0.5) * (y + 0.5));
  const base = 0.95 + 0.22 * gloss - 0.12 * Math.max(0, y);
  if (hair.curl > 0) {
    const bent = Math.sin(19 * x + 2.2 * Math.sin(15 * y + hair.phase));
    return base + 0.5 * hair.streaks * (bent + Math.sin(21 * y + 2 * Math.sin(17 * x)));
  }
  const fan = x / (y + 1.6);
  const strand = Math.sin(23 * fan + hair.phase) + Math.sin(61 * fan + 2 * hair.phase);
  return base + 0.4 * hair.streaks * strand;
}
