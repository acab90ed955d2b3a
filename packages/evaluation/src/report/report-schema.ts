import { modelCardSchema } from "@multibatch/core";
import { z } from "zod";
import { verificationResultSchema } from "../judge/verification-result.js";

const pictureSchema = z
  .string()
  .regex(/^data:image\/(png|jpeg|webp|svg\+xml);base64,[A-Za-z0-9+/=]+$/, "an image as a data URI");

const pairStripSchema = z.strictObject({
  title: z.string(),
  description: z.string().optional(),
  pairs: z.array(
    z.strictObject({
      first: pictureSchema,
      second: pictureSchema,
      caption: z.string().describe("what is seen, for example names and distance"),
    }),
  ),
});

const curveChartSchema = z.strictObject({
  title: z.string(),
  unit: z.enum(["share", "number"]).describe("share: shown in per cent"),
  series: z.array(
    z.strictObject({
      name: z.string(),
      points: z.array(z.strictObject({ step: z.number(), value: z.number() })),
    }),
  ),
  bestStep: z.number().optional().describe("step whose weights were kept"),
});

const factSchema = z.strictObject({
  name: z.string(),
  value: z.string(),
  explanation: z.string().optional(),
});

/** Everything a report is made of: plain data, so that it can be kept as JSON beside the page. */
export const reportSchema = z.strictObject({
  title: z.string(),
  created: z.iso.datetime(),
  trainedOn: z.string().describe("what the model was trained on, in so many words"),
  caveats: z.array(z.string()).default([]).describe("what a reader must know before the figures"),
  verification: verificationResultSchema,
  threshold: modelCardSchema.shape.threshold.optional().describe("the threshold of the model card"),
  metrics: z.array(factSchema).default([]).describe("more rows for the table of metrics"),
  strips: z.array(pairStripSchema).default([]).describe("pairs of images worth looking at"),
  curves: z.array(curveChartSchema).default([]).describe("how training went"),
  training: z.array(factSchema).default([]).describe("engine, steps, seconds, seed, …"),
  cost: z
    .object({
      multiplyAdds: z.number(),
      floatingPointOperations: z.number(),
      parameters: z.number(),
      layers: z
        .array(
          z.object({
            name: z.string(),
            className: z.string(),
            outputShape: z.array(z.number()).readonly(),
            multiplyAdds: z.number(),
            parameters: z.number(),
          }),
        )
        .readonly()
        .default([]),
    })
    .optional()
    .describe("what the network costs for one image"),
  configuration: z.json().optional().describe("configuration of the run, every default filled in"),
  versions: z.record(z.string(), z.string()).default({}),
  commands: z.array(z.string()).default([]).describe("commands that make all this again"),
});

/** What `renderReport` takes. */
export type ReportInput = z.input<typeof reportSchema>;

/** The same with defaults filled in. */
export type Report = z.output<typeof reportSchema>;

export type PairStrip = z.output<typeof pairStripSchema>;
export type CurveChart = z.output<typeof curveChartSchema>;
export type Fact = z.output<typeof factSchema>;
