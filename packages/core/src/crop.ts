import { z } from "zod";

/** How an image file is brought to the pixels that a network sees. */
export const cropSchema = z.strictObject({
  height: z.int().min(8).max(1024).describe("height of the result in pixels"),
  width: z.int().min(8).max(1024).describe("width of the result in pixels"),
  channels: z.union([z.literal(1), z.literal(3)]).describe("1 for grey, 3 for RGB"),
  region: z
    .number()
    .gt(0)
    .max(1)
    .default(1)
    .describe("share of the image's height and width that is kept, around its centre"),
  fit: z
    .enum(["cover", "contain", "fill"])
    .default("cover")
    .describe("cover: fill and cut what overhangs; contain: pad with black; fill: stretch"),
  template: z
    .array(z.tuple([z.number(), z.number()]))
    .length(5)
    .optional()
    .describe(
      "where aligned images have left eye, right eye, tip of the nose, left and right corner of the mouth ('left' is the image's left), [x, y] in pixels of the result: runtimes crop by landmarks to it",
    ),
});

export type Crop = z.output<typeof cropSchema>;

/** Bytes of one image of this crop: `h · w · c`. */
export function imageSize(crop: Pick<Crop, "height" | "width" | "channels">): number {
  return crop.height * crop.width * crop.channels;
}
