import type { Scene } from "./scene.js";

/** Light from one direction on a scene as round as a head: a factor on every pixel. */
export function paintLight({ canvas, nuisance }: Scene): void {
  const { lightX, lightY, lightColour } = nuisance;
  const [red, green, blue] = lightColour;
  canvas.shade((x, y, light) => {
    const normalX = x / (0.35 + Math.abs(x));
    const normalY = y / (0.5 + Math.abs(y));
    const towards = lightX * normalX + lightY * normalY;
    // In the shade light falls off to about a third; towards the light it saturates.
    const factor = towards < 0 ? 1 / (1 - 1.5 * towards) : 1 + (0.4 * towards) / (1 + towards);
    light[0] = factor * red;
    light[1] = factor * green;
    light[2] = factor * blue;
  });
}
