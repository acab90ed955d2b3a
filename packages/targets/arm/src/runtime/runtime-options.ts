import { z } from "zod";

/** Options of the runtime. */
export const armRuntimeSchema = z.strictObject({
  compiler: z
    .string()
    .min(1)
    .default("cc")
    .describe("C compiler of this machine, as a command that takes the options of GCC"),
});

/** Options with their defaults filled in. */
export type ArmRuntimeOptions = z.output<typeof armRuntimeSchema>;
