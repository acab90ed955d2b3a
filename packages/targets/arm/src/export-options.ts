import { z } from "zod";

/** What numbers an export computes in. */
export const precisions = ["float32", "int16"] as const;

export type Precision = (typeof precisions)[number];

/** Options of an export. */
export const armExportSchema = z.strictObject({
  precision: z
    .enum(precisions)
    .default("float32")
    .describe(
      "float32, equal to the model to rounding; or int16, which is faster and half as large, but needs images to calibrate with",
    ),
});

/** Options as written. */
export type ArmExportInput = z.input<typeof armExportSchema>;
