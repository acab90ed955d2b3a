import type { Dataset } from "@multibatch/core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { type AlignedImages, alignedImages } from "../network-warps.js";
import { drawMontage, meanTile, stretchedTiles, type Tile } from "./montage.js";

const shown = 8;
const averaged = 256;
const size = 96;

/**
 * Draws what a network does to images: inputs above, what its embedder sees below; at the right the
 * mean over many images, before and after, with their contrast raised alike. A PNG.
 */
export async function drawAlignment(
  network: LayersModel,
  dataset: Dataset,
  images: ArrayLike<number>,
): Promise<Uint8Array> {
  const step = Math.max(1, Math.floor(images.length / averaged));
  const some = Array.from(images).filter((_image, position) => position % step === 0);
  const { before, after } = await alignedImages(network, dataset, some);
  const rows = [before, after].map(tilesOf);
  const means = stretchedTiles(rows.map(meanTile));
  const montage = rows.map((tiles, row) => [...tiles.slice(0, shown), undefined, means[row]]);
  return drawMontage(montage, dataset.crop.channels, size);
}

function tilesOf({ pixels, height, width, channels }: AlignedImages): Tile[] {
  const each = height * width * channels;
  return Array.from({ length: pixels.length / each }, (_, image) => ({
    pixels: pixels.subarray(image * each, (image + 1) * each),
    height,
    width,
  }));
}
