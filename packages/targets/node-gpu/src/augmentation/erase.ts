import type { Crop } from "@multibatch/core";
import type { Rectangle } from "./variation.js";

/**
 * Fills a rectangle with the mean colour of the image, in place (random erasing: Zhong et al. 2020,
 * section 3; cutout: DeVries and Taylor 2017). The mean is our choice: unlike noise or black, it
 * leaves the statistics that batch normalisation takes about where they were.
 *
 * @param image `[h, w, c]`
 */
export function erase(
  image: Float32Array,
  { width, channels }: Pick<Crop, "width" | "channels">,
  rectangle: Rectangle,
): void {
  const colour = meanColour(image, channels);
  for (let y = rectangle.top; y < rectangle.top + rectangle.height; y++) {
    const start = (y * width + rectangle.left) * channels;
    for (let i = 0; i < rectangle.width * channels; i++) image[start + i] = colour[i % channels];
  }
}

function meanColour(image: Float32Array, channels: number): Float64Array {
  return Float64Array.from({ length: channels }, (_, channel) => {
    let sum = 0;
    for (let i = channel; i < image.length; i += channels) sum += image[i];
    return (sum * channels) / image.length;
  });
}
