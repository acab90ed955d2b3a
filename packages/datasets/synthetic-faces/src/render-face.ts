import type { Random } from "@multibatch/core";
import { Canvas } from "./drawing/canvas.js";
import { blur, develop, type Picture, toGrey } from "./drawing/finish.js";
import type { FaceIdentity } from "./face/identity.js";
import type { FaceNuisance } from "./face/nuisance.js";
import { warpOfNuisance } from "./face/pose.js";
import { paintBackground, paintBody } from "./features/backdrop.js";
import { paintBeard } from "./features/beard.js";
import { paintBrows } from "./features/brows.js";
import { paintEyes } from "./features/eyes.js";
import { paintGlasses } from "./features/glasses.js";
import { paintBackHair, paintFrontHair } from "./features/hair.js";
import { paintEars, paintHead } from "./features/head.js";
import { paintLight } from "./features/light.js";
import { paintMouth } from "./features/mouth.js";
import { paintNose } from "./features/nose.js";
import { paintOcclusion } from "./features/occlusion.js";
import { createScene } from "./features/scene.js";
import { paintSkin } from "./features/skin.js";

/** Back to front. */
const painters = [
  paintBackground,
  paintBackHair,
  paintBody,
  paintEars,
  paintHead,
  paintSkin,
  paintBeard,
  paintMouth,
  paintNose,
  paintEyes,
  paintBrows,
  paintFrontHair,
  paintGlasses,
  paintLight,
];

const pictureCoordinates = [1, 0, 0, 0, 1, 0];

/** Renders faces of one size, one after the other on the same canvas. */
export class FaceRenderer {
  private readonly canvas: Canvas;
  /** What is blurred and developed: the canvas itself, or its luminance. */
  private readonly picture: Picture;

  constructor(
    width: number,
    height: number,
    private readonly channels: 1 | 3,
  ) {
    this.canvas = new Canvas(width, height);
    const pixels = channels === 3 ? this.canvas.pixels : new Float32Array(width * height);
    this.picture = { width, height, channels, pixels };
  }

  /**
   * Renders one image: a function of the arguments alone.
   *
   * @param random makes the noise
   * @returns `[height, width, channels]`, 0…255
   */
  render(identity: FaceIdentity, nuisance: FaceNuisance, random: Random): Uint8Array {
    const { canvas, picture } = this;
    const { width, height } = canvas;
    canvas.setWarp(warpOfNuisance(nuisance, width, height));
    const scene = createScene(canvas, identity, nuisance);
    for (const paint of painters) paint(scene);
    canvas.setWarp(pictureCoordinates);
    paintOcclusion(canvas, nuisance.occlusion);
    if (this.channels === 1) toGrey(canvas.pixels, picture.pixels);
    blur(picture, nuisance.blur * width);
    const bytes = new Uint8Array(picture.pixels.length);
    develop(picture, nuisance, random, bytes);
    return bytes;
  }
}
