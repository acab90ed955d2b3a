import type { Distance } from "@multibatch/core";
import { NearestReferences } from "./nearest-references.js";
import { type OpenSetPoint, openSetAt } from "./open-set.js";
import { type RankedQuery, type RetrievalMetrics, retrievalMetrics } from "./retrieval-metrics.js";

/** Some labelled embeddings. */
export interface LabelledEmbeddings {
  /** float32 `[n, d]` */
  readonly embeddings: Float32Array;
  /** Identity of each, `[n]`, 0 or more. */
  readonly labels: ArrayLike<number>;
}

/** What is looked up, and where. */
export interface IdentificationWork {
  /** The gallery in blocks, so that it need not fit in memory. */
  readonly gallery: Iterable<LabelledEmbeddings> | AsyncIterable<LabelledEmbeddings>;
  readonly probes: LabelledEmbeddings;
  readonly dimensions: number;
  readonly distance: Distance;
  /** Depths for rank-k and precision@k; 1, 5 and 10 by default. */
  readonly ranks?: readonly number[];
  /** Neighbours kept of each probe; 100 by default. Metrics at R need as many as the largest R. */
  readonly neighbours?: number;
  /** Limits of the FPIR to give the FNIR for; .01 and .1 by default. */
  readonly falsePositiveLimits?: readonly number[];
}

/** How a gallery was searched. */
export interface IdentificationResult extends RetrievalMetrics {
  /** Embeddings in the gallery. */
  readonly references: number;
  /** Probes whose identity is not in the gallery. */
  readonly unknownProbes: number;
  /** Empty where there are no unknown probes. */
  readonly openSet: readonly OpenSetPoint[];
}

/**
 * Identification 1:N by exhaustive search: retrieval metrics over the probes whose identity is in the
 * gallery, and the errors of an open search where some are not. Memory holds the probes and their
 * nearest neighbours alone; time is probes × references × d.
 *
 * @throws DataError when no probe has a mate in the gallery, or embeddings are damaged
 */
export async function identify(work: IdentificationWork): Promise<IdentificationResult> {
  const { probes, dimensions, distance, ranks = [1, 5, 10], neighbours = 100 } = work;
  const nearest = new NearestReferences({
    queries: probes.embeddings,
    dimensions,
    count: Math.max(neighbours, ...ranks),
    distance,
  });
  const references = new Map<number, number>();
  for await (const { embeddings, labels } of work.gallery) {
    nearest.add(embeddings, labels);
    for (let i = 0; i < labels.length; i++) {
      references.set(labels[i], (references.get(labels[i]) ?? 0) + 1);
    }
  }
  const ranked: RankedQuery[] = [];
  const mated: number[] = [];
  const nonMated: number[] = [];
  for (let probe = 0; probe < nearest.queries; probe++) {
    const label = probes.labels[probe];
    const labels = nearest.labelsOf(probe);
    const [first] = nearest.distancesOf(probe);
    const mates = references.get(label) ?? 0;
    if (mates === 0) nonMated.push(first ?? Infinity);
    else {
      ranked.push({ label, neighbours: labels, references: mates });
      mated.push(labels[0] === label ? first : Infinity);
    }
  }
  const limits = nonMated.length === 0 ? [] : (work.falsePositiveLimits ?? [0.01, 0.1]);
  return {
    ...retrievalMetrics(ranked, ranks),
    references: nearest.references,
    unknownProbes: nonMated.length,
    openSet: limits.map((limit) => openSetAt({ mated, nonMated }, limit)),
  };
}
