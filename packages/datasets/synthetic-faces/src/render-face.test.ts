import { Random } from "@multibatch/core";
import { describe, expect, it } from "vitest";
import { invertWarp, warpX, warpY } from "./drawing/warp.js";
import { drawIdentity } from "./face/identity.js";
import { drawNuisance } from "./face/nuisance.js";
import { landmarksOf, usualScale, warpOfNuisance } from "./face/pose.js";
import { FaceRenderer } from "./render-face.js";
import { type NuisanceStrengths, syntheticFacesOptionsSchema } from "./synthetic-faces-options.js";

const size = 96;
const usual = syntheticFacesOptionsSchema.parse({}).nuisance;
const none = Object.fromEntries(Object.keys(usual).map((key) => [key, 0])) as NuisanceStrengths;
const planar = { ...none, rotation: 25, scale: 0.2, shift: 0.1 };

const personOf = (seed: number) => drawIdentity(new Random(seed));
const nuisanceOf = (seed: number, strengths: NuisanceStrengths) =>
  drawNuisance(new Random(seed), strengths);

function render(person: number, image: number, strengths: NuisanceStrengths, channels: 1 | 3 = 1) {
  const renderer = new FaceRenderer(size, size, channels);
  return renderer.render(personOf(person), nuisanceOf(image, strengths), new Random(image));
}

/** Value of a grey picture at a place of −1…1, between pixels by bilinear interpolation. */
function valueAt(pixels: Uint8Array, x: number, y: number): number | undefined {
  const [column, row] = [((x + 1) * size - 1) / 2, ((y + 1) * size - 1) / 2];
  const [left, top] = [Math.floor(column), Math.floor(row)];
  if (left < 0 || top < 0 || left > size - 2 || top > size - 2) return undefined;
  const [u, v] = [column - left, row - top];
  const at = (i: number, j: number) => pixels[(top + j) * size + left + i];
  return (at(0, 0) * (1 - u) + at(1, 0) * u) * (1 - v) + (at(0, 1) * (1 - u) + at(1, 1) * u) * v;
}

/** Mean difference between an image and the neutral one, warped by `warp`. */
function differenceFromWarped(image: Uint8Array, neutral: Uint8Array, warp: Float32Array): number {
  const back = invertWarp(warp);
  let [sum, count] = [0, 0];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const [u, v] = [(2 * column + 1) / size - 1, (2 * row + 1) / size - 1];
      const [x, y] = [warpX(back, u, v), warpY(back, u, v)];
      const value = valueAt(neutral, x * usualScale, y * usualScale);
      if (value === undefined) continue;
      sum += Math.abs(value - image[row * size + column]);
      count++;
    }
  }
  expect(count).toBeGreaterThan((size * size) / 3);
  return sum / count;
}

describe("the true warp", () => {
  it("leads from the neutral image to the image, and its neighbours do not", () => {
    for (let person = 0; person < 8; person++) {
      const neutral = render(person, person, none);
      const image = render(person, person, planar);
      const nuisance = nuisanceOf(person, planar);
      const warp = warpOfNuisance(nuisance, size, size);
      const error = differenceFromWarped(image, neutral, warp);
      expect(error).toBeLessThan(2.5);
      const moved = { ...nuisance, shiftX: nuisance.shiftX + 0.06 };
      const turned = { ...nuisance, rotation: nuisance.rotation + 0.08 };
      for (const wrong of [moved, turned]) {
        const other = differenceFromWarped(image, neutral, warpOfNuisance(wrong, size, size));
        expect(other).toBeGreaterThan(1.5 * error);
      }
    }
  });

  it("is the usual scale in a neutral image, whatever the picture's sides", () => {
    const neutral = nuisanceOf(1, none);
    const [a, b, c, d, e, f] = warpOfNuisance(neutral, 64, 64);
    expect([a, e]).toEqual([usualScale, usualScale]);
    for (const zero of [b, c, d, f]) expect(zero).toBeCloseTo(0, 12);
    const wide = warpOfNuisance(neutral, 128, 64);
    expect([wide[0], wide[4]]).toEqual([usualScale / 2, usualScale]);
  });

  it("moves the landmarks of a frontal face as it moves the face", () => {
    for (let person = 0; person < 5; person++) {
      const warp = warpOfNuisance(nuisanceOf(person, planar), 80, 60);
      const unmoved = Float32Array.of(1, 0, 0, 0, 1, 0);
      const canonical = landmarksOf(personOf(person), nuisanceOf(person, none), unmoved);
      const seen = landmarksOf(personOf(person), nuisanceOf(person, planar), warp);
      for (let i = 0; i < 10; i += 2) {
        const [x, y] = [canonical[i], canonical[i + 1]];
        expect(seen[i]).toBeCloseTo(warpX(warp, x, y), 5);
        expect(seen[i + 1]).toBeCloseTo(warpY(warp, x, y), 5);
      }
    }
  });
});

describe("landmarks", () => {
  const turned = { ...planar, yaw: 20, pitch: 10 };

  it("are on pupils, which are darker than all around them, in turned heads too", () => {
    for (let seed = 0; seed < 12; seed++) {
      const [person, nuisance] = [personOf(seed), nuisanceOf(seed, turned)];
      const image = render(seed, seed, turned);
      const points = landmarksOf(person, nuisance, warpOfNuisance(nuisance, size, size));
      for (const eye of [0, 2]) {
        const [x, y] = [points[eye], points[eye + 1]];
        const pupil = valueAt(image, x, y) ?? 255;
        const white = [-0.085, 0.085].map((dx) => valueAt(image, x + dx, y) ?? 0);
        expect(pupil).toBeLessThan(Math.max(...white) - 25);
      }
    }
  });

  it("lie as in a face: eyes above nose above mouth, left is left", () => {
    for (let seed = 0; seed < 50; seed++) {
      const nuisance = nuisanceOf(seed, usual);
      const warp = warpOfNuisance(nuisance, size, size);
      const [lx, ly, rx, ry, , ny, mlx, mly, mrx, mry] = landmarksOf(
        personOf(seed),
        nuisance,
        warp,
      );
      expect(lx).toBeLessThan(rx);
      expect(mlx).toBeLessThan(mrx);
      expect((ly + ry) / 2).toBeLessThan(ny);
      expect(ny).toBeLessThan((mly + mry) / 2);
    }
  });
});

describe("rendering", () => {
  it("is a function of its arguments, also on a canvas that was used before", () => {
    const renderer = new FaceRenderer(size, size, 1);
    const once = () => renderer.render(personOf(1), nuisanceOf(2, usual), new Random(2));
    const first = once();
    renderer.render(personOf(7), nuisanceOf(8, usual), new Random(8));
    expect(once()).toEqual(first);
    expect(render(1, 2, usual)).toEqual(first);
  });

  it("shows each nuisance, and takes only that one away at a strength of 0", () => {
    const occluded = { ...usual, occlusion: 1, glasses: 1 };
    const all = render(3, 5, occluded);
    for (const key of Object.keys(usual) as (keyof NuisanceStrengths)[]) {
      expect(render(3, 5, { ...occluded, [key]: 0 }), key).not.toEqual(all);
    }
    const quiet = drawNuisance(new Random(5), { ...usual, rotation: 0, glasses: 0 });
    expect({ ...quiet, rotation: 0 }).toEqual({ ...nuisanceOf(5, usual), rotation: 0 });
  });

  it("shows no nuisance at all when all strengths are 0", () => {
    expect(render(3, 5, none)).toEqual(render(3, 6, none));
  });

  it("shows grey as the luminance of colour", () => {
    const quiet = { ...usual, noise: 0 };
    const [grey, colour] = [render(4, 4, quiet, 1), render(4, 4, quiet, 3)];
    for (let i = 0; i < grey.length; i++) {
      const [red, green, blue] = colour.subarray(3 * i, 3 * i + 3);
      // Clamping of a channel is all that parts them, beside rounding.
      if (Math.max(red, green, blue) === 255 || Math.min(red, green, blue) === 0) continue;
      expect(Math.abs(0.299 * red + 0.587 * green + 0.114 * blue - grey[i])).toBeLessThan(1.01);
    }
  });

  it("makes pictures with light and dark, neither black nor burnt out", () => {
    for (let seed = 0; seed < 60; seed++) {
      const image = render(seed, seed, usual);
      const mean = image.reduce((sum, byte) => sum + byte, 0) / image.length;
      const deviation = Math.sqrt(
        image.reduce((sum, byte) => sum + (byte - mean) ** 2, 0) / image.length,
      );
      expect(mean).toBeGreaterThan(30);
      expect(mean).toBeLessThan(225);
      expect(deviation).toBeGreaterThan(12);
      const clipped = image.filter((byte) => byte === 0 || byte === 255).length;
      expect(clipped / image.length).toBeLessThan(0.3);
    }
  });
});
