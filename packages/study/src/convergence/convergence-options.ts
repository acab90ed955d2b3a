import { z } from "zod";

const pluginSchema = z.looseObject({
  use: z.string().describe("package or path of the plugin, as in a configuration"),
});

const settingSchema = z
  .record(z.string(), z.json())
  .describe(
    'options of the configuration by path, such as { "target.optimiser.learningRate": 0.01 }',
  );

/** Options of a configuration by path, and their values. */
export type Setting = z.output<typeof settingSchema>;

/** Something that is trained in comparison: the configuration, with parts of it replaced. */
const armSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[\w-]+$/)
    .describe("short name, for files"),
  label: z.string().describe("name for people"),
  sampler: pluginSchema.optional().describe("in place of the configuration's"),
  loss: pluginSchema.optional().describe("in place of the configuration's"),
  set: settingSchema.optional(),
  search: z
    .array(settingSchema)
    .min(1)
    .optional()
    .describe("settings that this arm is tried with, in place of the study's"),
  trial: settingSchema.optional().describe("what is else while trying, in place of the study's"),
});

export type Arm = z.output<typeof armSchema>;

/** Options of the study of convergence. */
export const convergenceOptionsSchema = z.strictObject({
  seeds: z
    .array(z.int().min(0).max(0xffffffff))
    .min(1)
    .default([1, 2, 3])
    .describe("seeds of the runs, of each arm"),
  arms: z
    .array(armSchema)
    .min(2)
    .optional()
    .describe("what is compared; by default all pairs, k/2 random pairs and batch-hard triplets"),
  search: z
    .array(settingSchema)
    .default([0.0015, 0.005, 0.015].map((rate) => ({ "target.optimiser.learningRate": rate })))
    .describe(
      "settings that each arm is tried with, by a seed apart; it then trains with its best. None: all train as the configuration says",
    ),
  trial: settingSchema
    .default({})
    .describe('what is else while trying, such as { "target.steps": 200 } for a shorter search'),
  levels: z
    .array(z.number().gt(0.5).lt(1))
    .optional()
    .describe("accuracies to reach; by default from what k/2 random pairs reach"),
});

/** Checked options of the study of convergence. */
export type ConvergenceOptions = z.output<typeof convergenceOptionsSchema>;

/**
 * The comparison of the paper, and with batch-hard triplets. Plugins are named, not imported: they are
 * looked up as a configuration would.
 *
 * @param batchSize k of the configuration's sampler: each arm passes as many images forward
 */
export function standardArms(batchSize: number): Arm[] {
  return [
    { name: "all-pairs", label: "all k²−k pairs" },
    {
      name: "random-pairs",
      label: "k/2 random pairs",
      sampler: { use: "@multibatch/sampler-random-pairs", pairs: batchSize / 2 },
    },
    {
      name: "triplets",
      label: "batch-hard triplets",
      loss: { use: "@multibatch/loss-triplet" },
    },
  ];
}
