import { type Dataset, type Distance, type EventSink, silent } from "@multibatch/core";
import { type Embed, embedImages } from "@multibatch/evaluation";
import { groupByDigest } from "./duplicates.js";
import type { Findings, LabelFindings } from "./findings.js";
import { suspectLabels } from "./label-noise.js";
import { findOverlap } from "./overlap.js";
import { featureCount } from "./perceptual/frequency-features.js";
import { findNearPairs } from "./perceptual/near-duplicates.js";
import { standardise } from "./perceptual/standardise.js";
import type { Subject } from "./subject.js";
import { type Survey, survey } from "./survey.js";

/** A model that labels are checked with. */
export interface InspectingModel {
  readonly name: string;
  readonly embed: Embed;
  /** Length of an embedding. */
  readonly dimensions: number;
  readonly distance: Distance;
  /** Two images show one identity when their distance is below this. */
  readonly threshold: number;
}

/** How a subject is inspected. */
export interface InspectionWork {
  readonly subject: Subject;
  /** Least correlation of two images that look nearly the same; 0.95 by default. */
  readonly similarity?: number;
  readonly model?: InspectingModel;
  readonly emit?: EventSink;
}

/** Least correlation of two images that are taken to look nearly the same. Our choice. */
export const defaultSimilarity = 0.95;

/** Looks for all that may be amiss in the images and labels of a subject. */
export async function inspect(work: InspectionWork): Promise<Findings> {
  const { subject, similarity = defaultSimilarity, model, emit = silent } = work;
  const read = await survey(subject, emit);
  const equal = groupByDigest(read.digests.entries());
  const near = findNear(read, equal, similarity, emit);
  return {
    unreadable: read.failed,
    equal,
    near: { ...near, similarity },
    overlap: findOverlap(subject, equal),
    labels: model && (await findSuspects(subject.dataset, model, emit)),
  };
}

/** Near pairs among the images that could be read, the first alone of each group of equal ones. */
function findNear(
  { digests, features }: Survey,
  equal: readonly (readonly number[])[],
  similarity: number,
  emit: EventSink,
) {
  const repeated = new Set(equal.flatMap((group) => group.slice(1)));
  const images: number[] = [];
  digests.forEach((digest, image) => {
    if (digest === undefined || repeated.has(image)) return;
    // Their features move together, in place.
    const row = images.push(image) - 1;
    features.copyWithin(row * featureCount, image * featureCount, (image + 1) * featureCount);
  });
  const phase = "comparing images";
  let started = false;
  const { pairs, ...rest } = findNearPairs(
    standardise(features.subarray(0, images.length * featureCount)),
    {
      similarity,
      onProgress: (done, total) => {
        if (!started) emit({ type: "phase-start", phase, total, unit: "look-ups" });
        started = true;
        emit({ type: "phase-progress", phase, done });
      },
    },
  );
  if (started) emit({ type: "phase-end", phase });
  const inSubject = pairs.map((pair) => ({
    ...pair,
    first: images[pair.first],
    second: images[pair.second],
  }));
  return { pairs: inSubject, ...rest };
}

async function findSuspects(
  dataset: Dataset,
  model: InspectingModel,
  emit: EventSink,
): Promise<LabelFindings> {
  const { embeddings } = await embedImages({
    dataset,
    images: dataset.identities.keys(),
    embed: model.embed,
    dimensions: model.dimensions,
    // What cannot be read was told of before.
    emit: (event) => {
      if (event.type !== "image-failed") emit(event);
    },
  });
  const found = suspectLabels({
    embeddings,
    identities: dataset.identities,
    distance: model.distance,
    threshold: model.threshold,
  });
  return { model: model.name, threshold: model.threshold, ...found };
}
