import { type Dataset, imageSize } from "@multibatch/core";
import { encodePng } from "./encode-png.js";

/**
 * Images of a data set as data URIs of PNG files, for pages that hold their own pictures. An image
 * that cannot be read is black.
 *
 * @param images indices; repeats are read once
 */
export async function pictureUris(
  dataset: Pick<Dataset, "crop" | "read">,
  images: Iterable<number>,
): Promise<Map<number, string>> {
  const distinct = [...new Set(images)];
  const { crop } = dataset;
  const size = imageSize(crop);
  const { pixels } = await dataset.read(distinct);
  const pictures = new Map<number, string>();
  for (const [position, image] of distinct.entries()) {
    const png = await encodePng(pixels.subarray(position * size, (position + 1) * size), crop);
    pictures.set(image, `data:image/png;base64,${Buffer.from(png).toString("base64")}`);
  }
  return pictures;
}
