import type { Stage } from "@multibatch/embedder-layers";
import { z } from "zod";

/** One block: a k×k convolution, a 1×1 convolution, and a pooling. */
export const blockSchema = z.strictObject({
  kernel: z.int().min(1).max(15).describe("height and width of the convolution"),
  filters: z.int().positive().describe("channels that the convolution makes"),
  stride: z.int().min(1).max(4).default(1).describe("step of the convolution in pixels"),
  pointwise: z
    .union([z.int().positive(), z.literal(false)])
    .optional()
    .describe("channels of the 1×1 convolution behind it, by default as many; false leaves it out"),
  pool: z.boolean().default(true).describe("whether the block ends in a 2×2 max pooling"),
});

/** A block as written in options. */
export type BlockInput = z.input<typeof blockSchema>;
/** A block with its defaults filled in. */
export type Block = z.output<typeof blockSchema>;

/** The layers that a block stands for. */
export function stageOf(
  { kernel, filters, stride, pointwise = filters, pool }: Block,
  name: string,
) {
  const convolutions = [{ name: "convolution", kernel, filters, stride }];
  if (pointwise !== false) {
    convolutions.push({ name: "pointwise", kernel: 1, filters: pointwise, stride: 1 });
  }
  return { name, convolutions, pool } satisfies Stage;
}
