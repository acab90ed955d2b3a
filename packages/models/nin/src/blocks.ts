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

export type Preset = "tiny" | "small" | "standard";

/**
 * The tables of blocks: our choice, as the paper's are not public. Multiply-adds, with 128
 * dimensions: `standard` 36.18 M and `small` 9.80 M at 112×112×3, `tiny` 3.69 M at 64×64×1.
 */
export const presets: Readonly<Record<Preset, readonly Block[]>> = {
  tiny: [
    { kernel: 5, filters: 16, stride: 2, pool: true },
    { kernel: 3, filters: 32, stride: 1, pool: true },
    { kernel: 3, filters: 64, stride: 1, pool: true },
  ],
  small: [
    { kernel: 5, filters: 8, stride: 2, pool: true },
    { kernel: 3, filters: 16, stride: 1, pool: true },
    { kernel: 3, filters: 32, stride: 1, pool: false },
    { kernel: 3, filters: 48, stride: 1, pool: true },
    { kernel: 3, filters: 80, stride: 1, pointwise: 64, pool: false },
  ],
  standard: [
    { kernel: 5, filters: 16, stride: 2, pool: true },
    { kernel: 3, filters: 32, stride: 1, pool: true },
    { kernel: 3, filters: 64, stride: 1, pool: false },
    { kernel: 3, filters: 96, stride: 1, pool: true },
    { kernel: 3, filters: 192, stride: 1, pointwise: 128, pool: false },
  ],
};

/** Height or width behind the blocks: a stride rounds up, a pooling rounds down. */
export function sizeBehind(blocks: readonly Block[], size: number): number {
  return blocks.reduce((rest, { stride, pool }) => {
    const convolved = Math.ceil(rest / stride);
    return pool ? Math.floor(convolved / 2) : convolved;
  }, size);
}

/** The smallest height or width of which the blocks leave anything. */
export function smallestInput(blocks: readonly Block[]): number {
  let size = 1;
  while (sizeBehind(blocks, size) < 1) size++;
  return size;
}
