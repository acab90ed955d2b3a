import type { Colour } from "./colour.js";
import type { Shape } from "./shape.js";
import { invertWarp, warpX, warpY } from "./warp.js";

/** How a shape is filled. */
export interface Paint {
  readonly colour: Colour;
  /** 0…1, by default 1. */
  readonly opacity?: number;
  /** Width of a blurred edge, in the units of the shape, beside the anti-aliasing; by default 0. */
  readonly softness?: number;
  /** Factor on the colour at a point with its distance to the edge, for shading and texture. */
  readonly tint?: (x: number, y: number, distance: number) => number;
}

/**
 * An RGB picture that shapes are painted on, anti-aliased by their signed distance.
 *
 * Shapes live in the canonical plane, `[−1, 1]²` for the whole picture; a warp brings them to the
 * picture's own coordinates, which also run from −1 to 1 between its edges.
 */
export class Canvas {
  /** `[height, width, 3]`, 0…1, not clamped. */
  readonly pixels: Float32Array;
  private forward: ArrayLike<number> = [1, 0, 0, 0, 1, 0];
  /** From pixel numbers to the canonical plane. */
  private backward = new Float64Array(6);
  private pixelSize = 0;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.pixels = new Float32Array(width * height * 3);
    this.setWarp(this.forward);
  }

  /** Sets the map from the canonical plane to the picture for all that is painted from now on. */
  setWarp(warp: ArrayLike<number>): void {
    const inverse = invertWarp(warp);
    const [stepX, stepY] = [2 / this.width, 2 / this.height];
    this.forward = warp;
    this.backward = Float64Array.of(
      inverse[0] * stepX,
      inverse[1] * stepY,
      inverse[2] + inverse[0] * (stepX / 2 - 1) + inverse[1] * (stepY / 2 - 1),
      inverse[3] * stepX,
      inverse[4] * stepY,
      inverse[5] + inverse[3] * (stepX / 2 - 1) + inverse[4] * (stepY / 2 - 1),
    );
    const [a, b, , d, e] = this.backward;
    this.pixelSize = Math.sqrt(Math.abs(a * e - b * d));
  }

  /** Covers all with a linear gradient: `from` at −1, `to` at 1 along a direction of length 1. */
  gradient(from: Colour, to: Colour, directionX: number, directionY: number): void {
    const [a, b, c, d, e, f] = this.backward;
    const across = a * directionX + d * directionY;
    const down = b * directionX + e * directionY;
    const [red, green, blue] = from;
    const [moreRed, moreGreen, moreBlue] = [to[0] - red, to[1] - green, to[2] - blue];
    let at = 0;
    for (let row = 0; row < this.height; row++) {
      const start = c * directionX + f * directionY + down * row;
      for (let column = 0; column < this.width; column++, at += 3) {
        const share = Math.min(Math.max((start + across * column + 1) / 2, 0), 1);
        this.pixels[at] = red + moreRed * share;
        this.pixels[at + 1] = green + moreGreen * share;
        this.pixels[at + 2] = blue + moreBlue * share;
      }
    }
  }

  /** Paints a shape over what is there. */
  fill(shape: Shape, { colour, opacity = 1, softness = 0, tint }: Paint): void {
    if (opacity <= 0) return;
    const edge = this.pixelSize + softness;
    const [left, top, right, bottom] = this.pixelRange(shape.bounds, edge / 2);
    const [a, b, c, d, e, f] = this.backward;
    const [red, green, blue] = colour;
    const { pixels, width } = this;
    for (let row = top; row <= bottom; row++) {
      let at = (row * width + left) * 3;
      for (let column = left; column <= right; column++, at += 3) {
        const x = a * column + b * row + c;
        const y = d * column + e * row + f;
        const distance = shape.distance(x, y);
        const inside = 0.5 - distance / edge;
        if (inside <= 0) continue;
        const cover = inside >= 1 ? opacity : opacity * inside * inside * (3 - 2 * inside);
        const factor = tint === undefined ? cover : cover * tint(x, y, distance);
        const rest = 1 - cover;
        pixels[at] = pixels[at] * rest + red * factor;
        pixels[at + 1] = pixels[at + 1] * rest + green * factor;
        pixels[at + 2] = pixels[at + 2] * rest + blue * factor;
      }
    }
  }

  /** Multiplies every pixel with a light that depends on the place: writes its colour to `light`. */
  shade(lightAt: (x: number, y: number, light: Float64Array) => void): void {
    const [a, b, c, d, e, f] = this.backward;
    const light = new Float64Array(3);
    let at = 0;
    for (let row = 0; row < this.height; row++) {
      for (let column = 0; column < this.width; column++, at += 3) {
        lightAt(a * column + b * row + c, d * column + e * row + f, light);
        this.pixels[at] *= light[0];
        this.pixels[at + 1] *= light[1];
        this.pixels[at + 2] *= light[2];
      }
    }
  }

  /** Columns and rows that a canonical rectangle, widened by `margin`, can touch. */
  private pixelRange(bounds: Shape["bounds"], margin: number): [number, number, number, number] {
    const { forward, width, height } = this;
    const middleX = (bounds[0] + bounds[2]) / 2;
    const middleY = (bounds[1] + bounds[3]) / 2;
    const halfWidth = (bounds[2] - bounds[0]) / 2 + margin;
    const halfHeight = (bounds[3] - bounds[1]) / 2 + margin;
    const column = ((warpX(forward, middleX, middleY) + 1) * width - 1) / 2;
    const row = ((warpY(forward, middleX, middleY) + 1) * height - 1) / 2;
    const reachX = (halfWidth * Math.abs(forward[0]) + halfHeight * Math.abs(forward[1])) * width;
    const reachY = (halfWidth * Math.abs(forward[3]) + halfHeight * Math.abs(forward[4])) * height;
    return [
      Math.max(0, Math.ceil(column - reachX / 2)),
      Math.max(0, Math.ceil(row - reachY / 2)),
      Math.min(width - 1, Math.floor(column + reachX / 2)),
      Math.min(height - 1, Math.floor(row + reachY / 2)),
    ];
  }
}
