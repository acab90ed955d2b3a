import { z } from "zod";

/** Options of engine-cpu: there is nothing to choose. */
export const cpuOptionsSchema = z.strictObject({}).default({});

export type CpuOptions = z.output<typeof cpuOptionsSchema>;
