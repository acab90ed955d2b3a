import type { Dataset } from "@multibatch/core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { type AlignedImages, alignedImages } from "../network-warps.js";
import { drawMontage, meanTile, type Tile } from "./montage.js";

const shown = 8;
const averaged = 256;
const size = 96;

/**
 * Draws what a network does to images: inputs above, what its embedder sees below; at the right the
 * mean over many images, before and after. A PNG.
 */
export async function drawAlignment(
  network: LayersModel,
  dataset: Dataset,
  images: ArrayLike<number>,
): Promise<Uint8Array> {
  const step = Math.max(1, Math.floor(images.length / averaged));
  const some = Array.from(images).filter((_image, position) => position % step === 0);
  const { before, after } = await alignedImages(network, dataset, some);
  const row = (aligned: AlignedImages) => {
    const tiles = tilesOf(aligned);
    return [...tiles.slice(0, shown), undefined, meanTile(tiles)];
  };
  return drawMontage([row(before), row(after)], dataset.crop.channels, size);
}

function tilesOf({ pixels, height, width, channels }: AlignedImages): Tile[] {
  const each = height * width * channels;
  return Array.from({ length: pixels.length / each }, (_, image) => ({
    pixels: pixels.subarray(image * each, (image + 1) * each),
    height,
    width,
  }));
}
