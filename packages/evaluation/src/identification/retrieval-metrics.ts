import { DataError } from "@multibatch/core";

/** What a search found for one query. */
export interface RankedQuery {
  /** Identity of the query. */
  readonly label: number;
  /** Identities of its nearest references, nearest first. */
  readonly neighbours: ArrayLike<number>;
  /** References of its identity that there are, R; 0 where it has none. */
  readonly references: number;
}

/** Means over the queries, each 0…1. */
export interface RetrievalMetrics {
  readonly queries: number;
  /** Share of queries with their identity among the k nearest, for each k asked for (rank-k, CMC). */
  readonly rank: readonly AtRank[];
  /** Mean share of the k nearest that are of the query's identity, for each k asked for. */
  readonly precision: readonly AtRank[];
  /** Share of the query's identity among the R nearest. */
  readonly rPrecision: number;
  /** Mean average precision at R: 1/R · Σ_{i≤R} precision@i · [i-th is right] (Musgrave et al. 2020). */
  readonly meanAveragePrecisionAtR: number;
  /** Mean average precision: the same sum over all neighbours that were kept, divided by R. */
  readonly meanAveragePrecision: number;
  /** Mean of 1 / rank of the first right neighbour; 0 where none was kept. */
  readonly meanReciprocalRank: number;
}

/** A value at a depth of the list. */
export interface AtRank {
  readonly k: number;
  readonly value: number;
}

/**
 * Metrics of retrieval over ranked queries. A query whose identity has no reference counts as a miss
 * in all of them: leave such queries out, or judge them as unknown by `openSetCurve`.
 *
 * Metrics at R look at R neighbours: where fewer were kept, those that are missing count as wrong.
 *
 * @param ranks the depths k to give rank-k and precision@k for
 * @throws DataError without a query; RangeError for a rank that is no whole number of 1 or more
 */
export function retrievalMetrics(
  queries: Iterable<RankedQuery>,
  ranks: readonly number[] = [1, 5, 10],
): RetrievalMetrics {
  const wrong = ranks.find((rank) => !(Number.isInteger(rank) && rank >= 1));
  if (wrong !== undefined) {
    throw new RangeError(`A rank is a whole number of 1 or more, received ${wrong}.`);
  }
  const sums = { rPrecision: 0, averagePrecisionAtR: 0, averagePrecision: 0, reciprocalRank: 0 };
  const hits = ranks.map(() => 0);
  const precisions = ranks.map(() => 0);
  let count = 0;
  for (const query of queries) {
    const ranked = judgeQuery(query);
    count++;
    sums.rPrecision += ranked.rPrecision;
    sums.averagePrecisionAtR += ranked.averagePrecisionAtR;
    sums.averagePrecision += ranked.averagePrecision;
    sums.reciprocalRank += ranked.firstHit === undefined ? 0 : 1 / ranked.firstHit;
    for (const [i, k] of ranks.entries()) {
      if (ranked.firstHit !== undefined && ranked.firstHit <= k) hits[i]++;
      precisions[i] += hitsWithin(query, k) / k;
    }
  }
  if (count === 0) throw new DataError("There is no query to judge by.");
  const atRanks = (values: readonly number[]) =>
    ranks.map((k, i) => ({ k, value: values[i] / count }));
  return {
    queries: count,
    rank: atRanks(hits),
    precision: atRanks(precisions),
    rPrecision: sums.rPrecision / count,
    meanAveragePrecisionAtR: sums.averagePrecisionAtR / count,
    meanAveragePrecision: sums.averagePrecision / count,
    meanReciprocalRank: sums.reciprocalRank / count,
  };
}

function judgeQuery({ label, neighbours, references }: RankedQuery) {
  let hits = 0;
  let firstHit: number | undefined;
  let [hitsAtR, sumAtR, sum] = [0, 0, 0];
  for (let i = 0; i < neighbours.length; i++) {
    if (neighbours[i] !== label) continue;
    hits++;
    firstHit ??= i + 1;
    const precision = hits / (i + 1);
    sum += precision;
    if (i >= references) continue;
    hitsAtR++;
    sumAtR += precision;
  }
  const share = (value: number) => (references === 0 ? 0 : value / references);
  return {
    firstHit,
    rPrecision: share(hitsAtR),
    averagePrecisionAtR: share(sumAtR),
    averagePrecision: share(sum),
  };
}

function hitsWithin({ label, neighbours }: RankedQuery, k: number): number {
  let hits = 0;
  for (let i = 0; i < Math.min(k, neighbours.length); i++) {
    if (neighbours[i] === label) hits++;
  }
  return hits;
}
