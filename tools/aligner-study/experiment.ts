import type { AffineMap, Dataset } from "@multibatch/core";
import type { Arm, Training } from "./train-arm.js";

/** What is known of the images of a data set: how their objects lie. */
export interface KnownPoses {
  /** Images to measure the spread of the residual warps on. */
  readonly images: readonly number[];
  /** True map from canonical coordinates to each of them. */
  readonly truth: readonly AffineMap[];
  /** Canonical points by which displacement is measured: eyes, nose, corners of the mouth. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Pixels of the picture that a canonical unit takes, in an image that lies as usual. */
  readonly pixelsPerUnit: number;
}

/** The data of one arm. */
export interface OpenedData {
  readonly dataset: Dataset;
  /** Left out where the images are aligned from the start. */
  readonly poses?: KnownPoses;
}

/** Arms that are trained alike and judged on the same pairs. */
export interface Experiment {
  readonly name: string;
  readonly title: string;
  /** What is trained and judged, in a sentence or two. */
  readonly statement: string;
  readonly training: Training;
  readonly arms: readonly Arm[];
  /** Pairs of arms whose accuracies are compared: the first against the second. */
  readonly comparisons: readonly (readonly [arm: string, against: string])[];
  /** Opens the data of an arm, which arms may share. */
  open(arm: Arm): Promise<OpenedData>;
  /** Closes all data. */
  close(): Promise<void>;
}
