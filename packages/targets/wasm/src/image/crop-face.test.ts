import { describe, expect, it } from "vitest";
import { cropFace, faceTemplate, type Landmarks } from "./crop-face.js";
import { cropImage } from "./crop-image.js";
import type { ImageLike } from "./image-like.js";

/** An image whose red grows to the right and whose green grows downwards: its colours tell the place. */
function ramp(width: number, height: number): ImageLike {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set([x, y, 0, 255], (y * width + x) * 4);
  }
  return { data, width, height };
}

describe("cropFace", () => {
  const crop = { height: 112, width: 112, channels: 3 } as const;

  it("is the image itself where the landmarks are on the template", () => {
    const image = ramp(112, 112);
    const face = cropFace(image, { landmarks: faceTemplate(crop) }, crop);
    for (const at of [0, 5 * 112 + 7, 111 * 112 + 111]) {
      expect([...face.subarray(3 * at, 3 * at + 3)]).toEqual([
        ...image.data.subarray(4 * at, 4 * at + 3),
      ]);
    }
  });

  it("turns a face upright and brings it to size", () => {
    // Half the size, turned by a quarter to the right, somewhere in a larger image.
    const landmarks = faceTemplate(crop).map(([x, y]) => [150 - y / 2, 40 + x / 2]);
    const face = cropFace(ramp(200, 200), { landmarks: landmarks as unknown as Landmarks }, crop);
    const [x, y] = [30, 80];
    const at = 3 * (y * 112 + x);
    expect(face[at]).toBeCloseTo(150 - (y + 0.5) / 2 - 0.5, -0.5);
    expect(face[at + 1]).toBeCloseTo(40 + (x + 0.5) / 2 - 0.5, -0.5);
  });

  it("takes a template of one's own, from the options or from the crop of the card", () => {
    const template = faceTemplate(crop).map(([x, y]) => [x + 10, y]) as unknown as Landmarks;
    const moved = cropFace(ramp(112, 112), { landmarks: faceTemplate(crop) }, crop, { template });
    expect(moved[3 * (20 * 112 + 50)]).toBe(40);
    const stated = { ...crop, template: [...template] as [number, number][] };
    expect(cropFace(ramp(112, 112), { landmarks: faceTemplate(crop) }, stated)).toEqual(moved);
  });

  it("cuts the square around a box, black outside of the image", () => {
    const box = { left: 20, top: 40, width: 50, height: 100 };
    const face = cropFace(ramp(200, 200), { box }, { height: 100, width: 100, channels: 3 });
    expect([...face.subarray(0, 3)]).toEqual([0, 0, 0]);
    expect([...face.subarray(3 * 5, 3 * 6)]).toEqual([0, 40, 0]);
    const last = 3 * (99 * 100 + 99);
    expect([...face.subarray(last, last + 2)]).toEqual([94, 139]);
    const wide = cropFace(
      ramp(200, 200),
      { box },
      { height: 50, width: 50, channels: 1 },
      { boxScale: 4 },
    );
    expect(wide[0]).toBe(0);
  });

  it("refuses places that are none", () => {
    const image = ramp(20, 20);
    const flat = Array.from({ length: 5 }, () => [3, 3]) as unknown as Landmarks;
    const broken = faceTemplate(crop).map(([x]) => [x, Number.NaN]) as unknown as Landmarks;
    const four = faceTemplate(crop).slice(1) as unknown as Landmarks;
    expect(() => cropFace(image, { landmarks: flat }, crop)).toThrow(/one point/);
    expect(() => cropFace(image, { landmarks: broken }, crop)).toThrow(/5 points/);
    expect(() => cropFace(image, { landmarks: four }, crop)).toThrow(/5 points/);
    const box = { left: 0, top: 0, width: 0, height: 5 };
    expect(() => cropFace(image, { box }, crop)).toThrow(/no rectangle/);
    const wrong = { ...image, width: 19 };
    expect(() => cropFace(wrong, { landmarks: faceTemplate(crop) }, crop)).toThrow(
      /19 × 20 pixels/,
    );
  });
});

describe("cropImage", () => {
  const image = ramp(80, 40);
  const size = { height: 20, width: 20, channels: 3, region: 1 } as const;
  const corner = (fit: "cover" | "contain" | "fill", region = 1) => {
    const pixels = cropImage(image, { ...size, fit, region });
    return [...pixels.subarray(0, 2)];
  };

  it("covers, contains and fills", () => {
    expect(corner("cover")).toEqual([21, 1]);
    expect(corner("contain")).toEqual([0, 0]);
    expect(corner("fill")).toEqual([2, 1]);
    expect(corner("cover", 0.5)).toEqual([30, 10]);
  });

  it("does not alias when it shrinks: the mean stays", () => {
    const data = Uint8Array.from({ length: 64 * 64 }, (_, i) => (i % 2 === 0 ? 200 : 0));
    const stripes = { data, width: 64, height: 64 };
    const pixels = cropImage(stripes, { ...size, height: 8, width: 8, channels: 1, fit: "fill" });
    expect([...new Set(pixels)]).toEqual([100]);
  });
});
