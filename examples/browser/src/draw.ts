import type { ImageLike } from "@multibatch/target-wasm";
import { boxOf, type CropSquare } from "./crop-square.js";

/** Draws a picture as large as fits, dimmed outside of the square; returns where it came to lie. */
export function drawStage(
  canvas: HTMLCanvasElement,
  picture: ImageBitmap,
  square: CropSquare,
): { readonly left: number; readonly top: number; readonly scale: number } {
  const context = canvas.getContext("2d")!;
  const scale = Math.min(canvas.width / picture.width, canvas.height / picture.height);
  const left = (canvas.width - scale * picture.width) / 2;
  const top = (canvas.height - scale * picture.height) / 2;
  const box = boxOf(square, picture);
  const [x, y, side] = [left + scale * box.left, top + scale * box.top, scale * box.width];
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, left, top, scale * picture.width, scale * picture.height);
  context.fillStyle = "rgb(0 0 0 / 0.55)";
  context.beginPath();
  context.rect(0, 0, canvas.width, canvas.height);
  context.roundRect(x, y, side, side, 10);
  context.fill("evenodd");
  context.lineWidth = 3;
  context.strokeStyle = "#ffffff";
  context.beginPath();
  context.roundRect(x + 1.5, y + 1.5, side - 3, side - 3, 10);
  context.stroke();
  return { left, top, scale };
}

/** Shows pixels in grey or RGB on a canvas of their size. */
export function drawPixels(canvas: HTMLCanvasElement, { data, width, height }: ImageLike): void {
  const channels = data.length / (width * height);
  const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i++) {
    for (let j = 0; j < 3; j++) rgba[4 * i + j] = data[channels * i + (channels === 1 ? 0 : j)];
  }
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d")!.putImageData(new ImageData(rgba, width, height), 0, 0);
}
