import {
  DataError,
  type Dataset,
  type Distance,
  distanceBetween,
  type EventSink,
  type VerificationFold,
  type VerificationProtocol,
} from "@multibatch/core";
import type { LabelledDistances } from "../metrics/labelled-distances.js";
import { type Embed, type EmbeddedImages, embedImages } from "./embed-images.js";
import { type JudgedFolds, type SummaryOptions, summariseFolds } from "./summarise.js";
import type { VerificationResult } from "./verification-result.js";

/** What is judged, and how. */
export interface ProtocolToJudge {
  readonly protocol: VerificationProtocol;
  readonly dataset: Pick<Dataset, "name" | "read" | "imageName">;
  readonly embed: Embed;
  /** Length d of an embedding. */
  readonly dimensions: number;
  readonly distance: Distance;
  /** Images embedded at once; 64 by default. */
  readonly batchSize?: number;
  readonly emit?: EventSink;
  /** Leave out pairs of which an image cannot be read, and say so in the result; refused by default. */
  readonly allowMissing?: boolean;
}

/**
 * Judges a model on a protocol: embeds the images that the pairs need, each once, compares every
 * pair, and summarises.
 *
 * @throws DataError where `embedProtocol` or `verifyFolds` do
 */
export async function judgeProtocol(
  work: ProtocolToJudge & SummaryOptions,
): Promise<VerificationResult> {
  return summariseFolds(await embedProtocol(work), work);
}

/**
 * The first half of `judgeProtocol`, for those who need the distances too (to calibrate a threshold,
 * say): `summariseFolds` makes the result of what it returns.
 *
 * @throws DataError when a pair cannot be judged because an image of it cannot be read, unless
 * `allowMissing` is set; and where `embedImages` does
 */
export async function embedProtocol(work: ProtocolToJudge): Promise<JudgedFolds> {
  const { protocol, dataset, embed, dimensions, distance, batchSize, emit } = work;
  const needed = new Set(protocol.folds.flatMap((fold) => [...fold.first, ...fold.second]));
  const phase = `embedding the images of ${protocol.name}`;
  const images = await embedImages({
    dataset,
    images: needed,
    embed,
    dimensions,
    batchSize,
    emit,
    phase,
  });
  const pairsLeftOut = protocol.folds.flatMap((fold, index) =>
    pairsWithout(fold, images).map((pair) => ({
      fold: index + 1,
      first: dataset.imageName(fold.first[pair]),
      second: dataset.imageName(fold.second[pair]),
      same: fold.same[pair] === 1,
    })),
  );
  const imagesFailed = [...images.failed.values()].map(({ name, reason }) => ({ name, reason }));
  if (pairsLeftOut.length > 0 && !work.allowMissing) {
    throw new DataError(refusal(protocol.name, pairsLeftOut.length, imagesFailed));
  }
  return {
    folds: protocol.folds.map((fold) => compareFold(fold, images.embeddings, distance)),
    dataset: dataset.name,
    protocol: protocol.name,
    statement: protocol.statement,
    distance,
    images: needed.size,
    pairsLeftOut,
    imagesFailed,
  };
}

/** Positions of the pairs of a fold that lack an image. */
function pairsWithout(fold: VerificationFold, { failed }: EmbeddedImages): number[] {
  return [...fold.same.keys()].filter(
    (pair) => failed.has(fold.first[pair]) || failed.has(fold.second[pair]),
  );
}

/** Distances of the pairs whose images are there. */
function compareFold(
  fold: VerificationFold,
  embeddings: EmbeddedImages["embeddings"],
  distance: Distance,
): LabelledDistances {
  const distances: number[] = [];
  const same: number[] = [];
  for (let pair = 0; pair < fold.same.length; pair++) {
    const first = embeddings.get(fold.first[pair]);
    const second = embeddings.get(fold.second[pair]);
    if (!first || !second) continue;
    distances.push(distanceBetween(first, second, distance));
    same.push(fold.same[pair]);
  }
  return { distances: Float64Array.from(distances), same: Uint8Array.from(same) };
}

function refusal(
  protocol: string,
  pairs: number,
  images: readonly { readonly name: string; readonly reason: string }[],
): string {
  const named = images.slice(0, 5).map(({ name, reason }) => `  ${name}: ${reason}`);
  const more = images.length > 5 ? [`  and ${images.length - 5} more`] : [];
  return [
    `${pairs} ${pairs === 1 ? "pair" : "pairs"} of ${protocol} cannot be judged, because ${images.length === 1 ? "an image" : `${images.length} images`} could not be read:`,
    ...named,
    ...more,
    "Mend the images, or allow missing pairs: the result then names every pair left out.",
  ].join("\n");
}
