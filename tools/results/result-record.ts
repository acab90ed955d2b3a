import { z } from "zod";

const share = z.number().min(0).max(1);

/** One judged model: an accuracy with its standard error, at thresholds chosen in a stated way. */
const verdictSchema = z.strictObject({
  /** Judged folds; with one network for each fold, the networks. */
  folds: z.int().min(1),
  pairs: z.int().min(1),
  accuracy: share,
  standardError: z.number().min(0),
  areaUnderCurve: share.optional(),
});

/**
 * A measured result as it is kept in `records/`: all that a row of RESULTS.md says. Made by
 * `record.ts` from the files of a run, so that no figure is copied by hand.
 */
export const resultRecordSchema = z.strictObject({
  recordVersion: z.literal(1),
  /** What it shows, in a few words. */
  title: z.string().min(1),
  dataset: z.string(),
  /** What was trained on and what was judged, in so many words. */
  statement: z.string(),
  trainedOn: z.strictObject({
    name: z.string(),
    images: z.int(),
    identities: z.int(),
  }),
  /** Thresholds from the other folds of the judged pairs, as in LFW's View 2. */
  crossValidated: verdictSchema,
  /** At the threshold that was calibrated before: the mean over the networks where there are several. */
  atCardThreshold: verdictSchema,
  network: z.strictObject({ multiplyAdds: z.int(), parameters: z.int() }),
  training: z.strictObject({
    steps: z.int(),
    /** Images that passed through the network, repeats counted; for all networks together. */
    imagePasses: z.int(),
    seconds: z.number(),
    engine: z.string(),
    threads: z.int(),
    seed: z.int(),
  }),
  /** Verdicts on the people held out for validation as training went on; the mean over the networks. */
  learningCurve: z
    .array(z.strictObject({ step: z.int(), accuracy: share, areaUnderCurve: share }))
    .optional(),
  machine: z.string(),
  commands: z.array(z.string()).min(1),
  /** What a reader must know before comparing the figure with another. */
  note: z.string().optional(),
  /** ISO date of the training. */
  date: z.iso.date(),
});

/** A point of a learning curve. */
export type Validation = NonNullable<ResultRecord["learningCurve"]>[number];

export type ResultRecord = z.output<typeof resultRecordSchema>;
