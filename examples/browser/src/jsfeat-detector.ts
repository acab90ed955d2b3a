import type { Detection, Detector, ImageLike } from "@multibatch/target-wasm";

/** Pictures are searched at no more than this many pixels a side. */
const searched = 240;
/** The cascade's own window, of 20 pixels, enlarged by this is the smallest face that is found. */
const smallestScale = 1.5;

/**
 * The detector of Viola and Jones (2001) with the cascade for frontal faces, both from the npm package
 * jsfeat, whose weights are in the package: an example of how any detector is plugged in.
 */
export async function jsfeatDetector(): Promise<Detector> {
  const { default: jsfeat } = await import("jsfeat");
  // The file of the cascade adds itself to a global of this name.
  Object.assign(globalThis, { jsfeat });
  await import("jsfeat/cascades/frontalface.js");

  return {
    detect: async (image): Promise<Detection[]> => {
      const { rgba, width, height, scale } = shrink(image);
      const grey = new jsfeat.matrix_t(width, height, jsfeat.U8_t | jsfeat.C1_t);
      jsfeat.imgproc.grayscale(rgba, width, height, grey);
      jsfeat.imgproc.equalize_histogram(grey, grey);
      const size = (width + 1) * (height + 1);
      const [sums, squares, tilted] = [0, 1, 2].map(() => new Int32Array(size));
      jsfeat.imgproc.compute_integral_image(grey, sums, squares, null);
      const found = jsfeat.haar.detect_multi_scale(
        sums,
        squares,
        tilted,
        null,
        width,
        height,
        jsfeat.haar.frontalface,
        1.1,
        smallestScale,
      );
      return jsfeat.haar
        .group_rectangles(found, 1)
        .sort((first, second) => second.neighbors - first.neighbors)
        .map(({ x, y, width: w, height: h, neighbors }) => ({
          box: { left: x / scale, top: y / scale, width: w / scale, height: h / scale },
          score: neighbors,
        }));
    },
  };
}

/** A smaller picture in RGBA, by leaving pixels out. */
function shrink({ data, width, height }: ImageLike) {
  const scale = Math.min(1, searched / Math.max(width, height));
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
  const channels = data.length / (width * height);
  const rgba = new Uint8Array(4 * w * h).fill(255);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const from = (Math.floor(y / scale) * width + Math.floor(x / scale)) * channels;
      for (let i = 0; i < 3; i++) rgba[4 * (y * w + x) + i] = data[from + (channels < 3 ? 0 : i)];
    }
  }
  return { rgba, width: w, height: h, scale };
}
