import type { Dataset, EventSink } from "@multibatch/core";
import { checkSignal } from "./interrupted.js";

const batchSize = 256;

/**
 * Reads every image that a training sees once, so that what data sets keep in memory is there before
 * the first of several trainings: else that one alone would wait for decoding.
 *
 * @throws StudyInterrupted when the signal is aborted
 */
export async function readThrough(
  dataset: Pick<Dataset, "splits" | "protocols" | "read">,
  emit: EventSink,
  signal?: AbortSignal,
): Promise<void> {
  const { splits, protocols } = dataset;
  const judged = (protocols.validation?.folds ?? []).flatMap(({ first, second }) => [
    ...first,
    ...second,
  ]);
  const images = [...new Set([...splits.train, ...judged])];
  const phase = "reading images";
  emit({ type: "phase-start", phase, total: images.length, unit: "images" });
  try {
    for (let start = 0; start < images.length; start += batchSize) {
      checkSignal(signal);
      const batch = images.slice(start, start + batchSize);
      await dataset.read(batch);
      emit({ type: "phase-progress", phase, done: start + batch.length });
    }
  } finally {
    emit({ type: "phase-end", phase });
  }
}
