import { createHash } from "node:crypto";
import { DataError, type EventSink, type ImageBatch, type ImageFailure } from "@multibatch/core";
import {
  createFeatureExtractor,
  type FeatureExtractor,
  featureCount,
} from "./perceptual/frequency-features.js";
import type { Subject } from "./subject.js";

/** What one reading of all images leaves. */
export interface Survey {
  /** SHA-256 of each image's file, or of its pixels where there are no files; none where it failed. */
  readonly digests: readonly (string | undefined)[];
  /** Features of each image, `[images, 64]`; zeros where it failed. */
  readonly features: Float32Array;
  /** The images that could not be read, by their numbers in the subject. */
  readonly failed: readonly ImageFailure[];
}

const batchSize = 256;

/** Reads every image once, its file for the digest and its pixels for the features. */
export async function survey(subject: Subject, emit: EventSink): Promise<Survey> {
  const digests = new Array<string | undefined>(subject.count);
  const features = new Float32Array(subject.count * featureCount);
  const failed: ImageFailure[] = [];
  const extractors = new Map<unknown, FeatureExtractor>();
  const phase = "reading images";
  let done = 0;
  emit({ type: "phase-start", phase, total: subject.count, unit: "images" });
  try {
    for (const batch of subject.batches(batchSize)) {
      const { crop } = subject.locate(batch[0]).dataset;
      const extract = extractors.get(crop) ?? createFeatureExtractor(crop);
      extractors.set(crop, extract);
      const read = await subject.read(batch);
      failed.push(...read.failed);
      const bad = new Set(read.failed.map(({ image }) => image));
      const good = batch.filter((image) => !bad.has(image));
      const found = await Promise.all(
        good.map((image) => digestOf(subject, image, pixelsOf(read, batch, image))),
      );
      good.forEach((image, i) => {
        digests[image] = found[i];
        const into = features.subarray(image * featureCount, (image + 1) * featureCount);
        extract(pixelsOf(read, batch, image), into);
      });
      done += batch.length;
      emit({ type: "phase-progress", phase, done });
    }
  } finally {
    emit({ type: "phase-end", phase });
  }
  return { digests, features, failed };
}

function pixelsOf({ pixels }: ImageBatch, batch: readonly number[], image: number): Uint8Array {
  const size = pixels.length / batch.length;
  const row = image - batch[0];
  return pixels.subarray(row * size, (row + 1) * size);
}

async function digestOf(subject: Subject, image: number, pixels: Uint8Array): Promise<string> {
  return sha256((await subject.file(image)) ?? pixels);
}

/**
 * SHA-256 of the files of some images, without decoding any; images that fail, and those of a data set
 * without files, have none.
 */
export async function digestFiles(
  subject: Subject,
  images: readonly number[],
  emit: EventSink,
): Promise<Map<number, string>> {
  const digests = new Map<number, string>();
  const withFiles = images.filter((image) => subject.locate(image).dataset.fileOf !== undefined);
  const phase = "comparing image files";
  if (withFiles.length === 0) return digests;
  emit({ type: "phase-start", phase, total: withFiles.length, unit: "images" });
  try {
    for (let start = 0; start < withFiles.length; start += batchSize) {
      const batch = withFiles.slice(start, start + batchSize);
      const files = await Promise.all(batch.map((image) => subject.file(image).catch(ignoreBad)));
      files.forEach((file, i) => {
        if (file !== undefined) digests.set(batch[i], sha256(file));
      });
      emit({ type: "phase-progress", phase, done: start + batch.length });
    }
  } finally {
    emit({ type: "phase-end", phase });
  }
  return digests;
}

/** A file that cannot be read is told of when it is read for training. */
function ignoreBad(error: unknown): undefined {
  if (!DataError.is(error)) throw error;
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
