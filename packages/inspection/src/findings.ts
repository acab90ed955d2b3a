import type { ImageFailure } from "@multibatch/core";
import type { LabelSuspect } from "./label-noise.js";
import type { Overlap } from "./overlap.js";
import type { NearPair } from "./perceptual/near-duplicates.js";

/** What an inspection finds; images are numbers of the subject. */
export interface Findings {
  readonly unreadable: readonly ImageFailure[];
  /** Groups of images whose files are equal byte for byte, or whose pixels are where there are no files. */
  readonly equal: readonly (readonly number[])[];
  /** Pairs that look nearly the same; of a group of equal images only the first is compared. */
  readonly near: {
    readonly pairs: readonly NearPair[];
    /** Whether these are all. */
    readonly complete: boolean;
    readonly hammingLimit: number;
    readonly similarity: number;
  };
  /** What training and evaluation share. */
  readonly overlap: Overlap;
  /** Only where a model was given. */
  readonly labels?: LabelFindings;
}

/** Suspected label noise; images are those of the data set itself. */
export interface LabelFindings {
  /** Name of the model. */
  readonly model: string;
  readonly threshold: number;
  /** Images that were looked at: those of identities with three or more. */
  readonly looked: number;
  readonly suspects: readonly LabelSuspect[];
}
