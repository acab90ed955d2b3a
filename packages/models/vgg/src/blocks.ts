import type { Stage } from "@multibatch/embedder-layers";
import { z } from "zod";

/** One block: 3×3 convolutions of equal width, then a 2×2 max pooling. */
export const blockSchema = z.strictObject({
  filters: z.int().positive().describe("channels that each convolution of the block makes"),
  convolutions: z.int().min(1).max(8).default(2).describe("3×3 convolutions in the block"),
});

/** A block as written in options. */
export type BlockInput = z.input<typeof blockSchema>;
/** A block with its defaults filled in. */
export type Block = z.output<typeof blockSchema>;

/** The layers that a block stands for. */
export function stageOf({ filters, convolutions }: Block, name: string): Stage {
  return {
    name,
    convolutions: Array.from({ length: convolutions }, (_, index) => ({
      name: `convolution${index + 1}`,
      kernel: 3,
      filters,
      stride: 1,
    })),
    pool: true,
  };
}
