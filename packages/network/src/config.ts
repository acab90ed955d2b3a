import { z } from "zod";
import { unsupported } from "./layer-reader.js";
import type { Border, Extent } from "./network.js";
import type { LayerDescription } from "./topology.js";

const pairSchema = z
  .union([z.int().positive(), z.tuple([z.int().positive(), z.int().positive()])])
  .transform((size): Extent => {
    const [height, width] = Array.isArray(size) ? size : [size, size];
    return { height, width };
  });
const formatSchema = z.literal("channels_last").nullish();
const paddingSchema = z.enum(["valid", "same"]).default("valid");

/** Configuration of a convolution. */
export const convolutionSchema = z.looseObject({
  filters: z.int().positive(),
  kernel_size: pairSchema,
  strides: pairSchema.default({ height: 1, width: 1 }),
  padding: paddingSchema,
  data_format: formatSchema,
  dilation_rate: pairSchema
    .nullish()
    .refine((rate) => !rate || (rate.height === 1 && rate.width === 1), "a dilation of 1"),
  use_bias: z.boolean().default(true),
  activation: z.string().nullish(),
});

/** Configuration of a fully connected layer. */
export const denseSchema = z.looseObject({
  units: z.int().positive(),
  use_bias: z.boolean().default(true),
  activation: z.string().nullish(),
});

/** Configuration of a pooling. */
export const poolingSchema = z.looseObject({
  pool_size: pairSchema,
  strides: pairSchema.nullish(),
  padding: paddingSchema,
  data_format: formatSchema,
});

/**
 * Checks the configuration of a layer.
 *
 * @throws ModelFolderError that names the layer and what of it is not known
 */
export function parseConfig<S extends z.ZodType>(
  schema: S,
  description: LayerDescription,
): z.output<S> {
  const result = schema.safeParse(description.config);
  if (result.success) return result.data;
  throw unsupported(description, z.prettifyError(result.error).replaceAll("\n", " "));
}

/** The size behind a window that moves over one, and what is added around it for that. */
export function slide(
  size: Extent,
  window: Extent,
  stride: Extent,
  padding: "valid" | "same",
): Extent & { readonly padding: Border } {
  const rows = slideAlong(size.height, window.height, stride.height, padding);
  const columns = slideAlong(size.width, window.width, stride.width, padding);
  return {
    height: rows.size,
    width: columns.size,
    padding: { top: rows.before, left: columns.before, bottom: rows.after, right: columns.after },
  };
}

/** As TensorFlow has it: of an odd padding, the larger part is behind. */
function slideAlong(size: number, window: number, stride: number, padding: "valid" | "same") {
  if (padding === "valid") {
    return { size: Math.floor((size - window) / stride) + 1, before: 0, after: 0 };
  }
  const steps = Math.ceil(size / stride);
  const total = Math.max(0, (steps - 1) * stride + window - size);
  const before = Math.floor(total / 2);
  return { size: steps, before, after: total - before };
}
