import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Canvas } from "./canvas.js";
import { place, type Shape } from "./shape.js";
import { almond, arc, ellipse, roundedBox } from "./shapes.js";
import { invertWarp, warpX, warpY } from "./warp.js";

const white = { colour: [1, 1, 1] } as const;

/** Sum of all that was painted in white, in units of the plane (the picture's area is 4). */
function paintedArea(canvas: Canvas): number {
  let sum = 0;
  for (let i = 0; i < canvas.pixels.length; i += 3) sum += canvas.pixels[i];
  return (4 * sum) / (canvas.width * canvas.height);
}

const number = (low: number, high: number) => fc.double({ min: low, max: high, noNaN: true });

describe("Canvas", () => {
  it.each<[string, Shape, number]>([
    ["ellipse", ellipse(0.5, 0.3), Math.PI * 0.5 * 0.3],
    ["thin ellipse", ellipse(0.6, 0.08), Math.PI * 0.6 * 0.08],
    ["box", roundedBox(0.4, 0.2, 0), 0.32],
    ["rounded box", roundedBox(0.4, 0.4, 0.4), Math.PI * 0.16],
    ["almond", almond(0.6, 0.3, 0.2), ((0.3 + 0.2) * 1.2 * 2) / 3],
    ["lip above its corners", almond(0.6, 0.4, -0.2), (0.2 * 1.2 * 2) / 3],
    ["straight arc", arc({ halfLength: 0.5, bow: 0, thickness: [0, 0.2, 0] }), (0.2 * 1 * 2) / 3],
  ])("covers the area of a shape: %s", (_name, shape, area) => {
    for (const at of [
      { x: 0, y: 0 },
      { x: 0.1, y: -0.2, angle: 0.7 },
      { x: -0.05, y: 0.1, angle: -2, scaleX: -1 },
    ]) {
      const canvas = new Canvas(150, 150);
      canvas.fill(place(shape, at), white);
      expect(paintedArea(canvas) / area).toBeCloseTo(1, 1.4);
    }
  });

  it("scales areas by the warp", () => {
    const canvas = new Canvas(120, 80);
    canvas.setWarp([0.6, -0.3, 0.1, 0.2, 0.7, -0.1]);
    canvas.fill(ellipse(0.8, 0.5), white);
    const area = Math.PI * 0.8 * 0.5 * (0.6 * 0.7 + 0.3 * 0.2);
    expect(paintedArea(canvas) / area).toBeCloseTo(1, 1.5);
  });

  it("loses no pixel of a shape to its bounds, wherever it is placed", () => {
    const shapes = [
      ellipse(0.3, 0.1),
      roundedBox(0.3, 0.1, 0.05),
      almond(0.3, 0.2, -0.1),
      arc({ halfLength: 0.3, bow: -0.2, thickness: [0.02, 0.1, 0.05] }),
    ];
    const turn = number(-4, 4);
    fc.assert(
      fc.property(
        fc.constantFrom(...shapes),
        turn,
        turn,
        number(0.3, 1.5),
        (shape, angle, warpAngle, scaleX) => {
          const placed = place(shape, { x: 0.1, y: -0.1, angle, scaleX: -scaleX });
          const everywhere = { bounds: [-9, -9, 9, 9] as const, distance: placed.distance };
          const [cosine, sine] = [Math.cos(warpAngle), Math.sin(warpAngle)];
          const paint = (each: Shape) => {
            const canvas = new Canvas(40, 30);
            canvas.setWarp([cosine, -sine, 0.1, sine, cosine, -0.2]);
            canvas.fill(each, white);
            return canvas.pixels;
          };
          const bounded = paint(placed);
          const lost = paint(everywhere).map((value, i) => value - bounded[i]);
          // At a sharp corner a distance may be √2 too small, which is a cover of s(½ − ½ / √2) with
          // s(t) = 3t² − 2t³: the faintest rim of one pixel.
          const rim = 0.5 - Math.SQRT1_2 / 2;
          expect(Math.max(...lost)).toBeLessThanOrEqual(rim * rim * (3 - 2 * rim));
          expect(Math.min(...lost)).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("mixes by opacity, and leaves the rest", () => {
    const canvas = new Canvas(9, 9);
    canvas.gradient([0.5, 0.5, 0.5], [0.5, 0.5, 0.5], 1, 0);
    canvas.fill(ellipse(0.5), { colour: [1, 0, 0.5], opacity: 0.5 });
    const middle = (4 * 9 + 4) * 3;
    expect([...canvas.pixels.slice(middle, middle + 3)]).toEqual([0.75, 0.25, 0.5]);
    expect([...canvas.pixels.slice(0, 3)]).toEqual([0.5, 0.5, 0.5]);
  });
});

describe("invertWarp", () => {
  it("leads back", () => {
    // Hundredths: doubles would mostly be tiny, and their warps have no way back.
    const entry = fc.integer({ min: -300, max: 300 }).map((hundredths) => hundredths / 100);
    fc.assert(
      fc.property(
        fc.tuple(entry, entry, entry, entry, entry, entry),
        entry,
        entry,
        (warp, x, y) => {
          fc.pre(Math.abs(warp[0] * warp[4] - warp[1] * warp[3]) > 0.05);
          const back = invertWarp(warp);
          const [u, v] = [warpX(warp, x, y), warpY(warp, x, y)];
          expect(warpX(back, u, v)).toBeCloseTo(x, 6);
          expect(warpY(back, u, v)).toBeCloseTo(y, 6);
        },
      ),
    );
  });

  it("refuses a warp without a way back", () => {
    expect(() => invertWarp([1, 2, 0, 2, 4, 0])).toThrow(RangeError);
  });
});
