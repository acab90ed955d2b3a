import { Random } from "@multibatch/core";
import { describe, expect, it } from "vitest";
import { blur, develop, toGrey } from "./finish.js";

/** A black picture with one bright pixel in the middle. */
function point(size: number, channels: 1 | 3) {
  const pixels = new Float32Array(size * size * channels);
  const middle = (size - 1) / 2;
  pixels[(middle * size + middle) * channels] = 1;
  return { width: size, height: size, channels, pixels };
}

describe("blur", () => {
  it.each([0.3, 0.7, 1.6, 2.5])("spreads a point with a standard deviation of %d", (deviation) => {
    for (const channels of [1, 3] as const) {
      const picture = point(41, channels);
      blur(picture, deviation);
      let [sum, acrossX, acrossY] = [0, 0, 0];
      for (let row = 0; row < 41; row++) {
        for (let column = 0; column < 41; column++) {
          const value = picture.pixels[(row * 41 + column) * channels];
          sum += value;
          acrossX += value * (column - 20) ** 2;
          acrossY += value * (row - 20) ** 2;
        }
      }
      expect(sum).toBeCloseTo(1, 5);
      expect(Math.sqrt(acrossX)).toBeCloseTo(deviation, 4);
      expect(Math.sqrt(acrossY)).toBeCloseTo(deviation, 4);
      if (channels === 3) expect(picture.pixels.every((v, i) => i % 3 === 0 || v === 0)).toBe(true);
    }
  });

  it("leaves a picture alone at 0, and an even one at any strength", () => {
    const picture = point(9, 1);
    blur(picture, 0);
    expect(picture.pixels).toEqual(point(9, 1).pixels);
    const even = { ...picture, pixels: new Float32Array(81).fill(0.4) };
    blur(even, 3);
    for (const value of even.pixels) expect(value).toBeCloseTo(0.4, 5);
  });
});

describe("develop", () => {
  const even = { width: 100, height: 100, channels: 1, pixels: new Float32Array(1e4).fill(0.4) };
  const run = (exposure: { contrast?: number; brightness?: number; noise?: number }) => {
    const output = new Uint8Array(1e4);
    const standard = { contrast: 1, brightness: 0, noise: 0 };
    develop({ ...even, channels: 1 }, { ...standard, ...exposure }, new Random(3), output);
    return output;
  };

  it("rounds, changes contrast around mid-grey, adds brightness, and clamps", () => {
    expect(run({})[0]).toBe(102);
    expect(run({ contrast: 2 })[0]).toBe(Math.round(255 * 0.3));
    expect(run({ brightness: 0.1 })[0]).toBe(Math.round(255 * 0.5));
    expect(run({ brightness: 2 })[0]).toBe(255);
    expect(run({ brightness: -2 })[0]).toBe(0);
  });

  it("adds noise of the deviation asked for, without bias", () => {
    const noisy = run({ noise: 0.05 });
    const mean = noisy.reduce((sum, byte) => sum + byte, 0) / 1e4;
    const variance = noisy.reduce((sum, byte) => sum + (byte - mean) ** 2, 0) / 1e4;
    // Four standard errors: 4 · 12.75 / √10⁴ for the mean, and as a share 4 · √(1 / (2 · 10⁴)).
    expect(Math.abs(mean - 102)).toBeLessThan(0.52);
    expect(Math.abs(Math.sqrt(variance) / 12.75 - 1)).toBeLessThan(0.03);
  });
});

describe("toGrey", () => {
  it("weighs red, green and blue by BT.601", () => {
    const output = new Float32Array(4);
    toGrey(Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1), output);
    for (const [i, weight] of [0.299, 0.587, 0.114, 1].entries()) {
      expect(output[i]).toBeCloseTo(weight, 6);
    }
  });
});
