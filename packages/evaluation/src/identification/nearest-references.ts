import { DataError, type Distance } from "@multibatch/core";
import { type PartialDistance, partialDistance } from "./partial-distance.js";

/** What the nearest references are kept for. */
export interface NearestSearch {
  /** Embeddings of the queries, float32 `[queries, d]`. */
  readonly queries: Float32Array;
  /** Length d of an embedding. */
  readonly dimensions: number;
  /** References kept for each query, the nearest first. */
  readonly count: number;
  readonly distance: Distance;
  /**
   * Whether the i-th reference in the order of arrival is the i-th query itself, which is then no
   * reference of its own; false by default.
   */
  readonly sameSource?: boolean;
}

/**
 * The nearest references of each query, by exhaustive search over references that stream by: memory
 * holds the queries and `count` neighbours of each, however many references there are. Of references
 * at one distance, the first to arrive counts as nearer.
 */
export class NearestReferences {
  readonly queries: number;
  readonly count: number;
  private readonly search: NearestSearch;
  private readonly measure: PartialDistance;
  private readonly keptDistances: Float64Array;
  private readonly keptLabels: Int32Array;
  private seen = 0;

  /** @throws DataError when the queries are no whole embeddings, or not finite */
  constructor(search: NearestSearch) {
    checkRows(search.queries, search.dimensions, "queries");
    this.search = search;
    this.queries = search.queries.length / search.dimensions;
    this.count = search.count;
    this.measure = partialDistance(search.distance);
    this.keptDistances = new Float64Array(this.queries * search.count).fill(Infinity);
    this.keptLabels = new Int32Array(this.queries * search.count).fill(-1);
  }

  /** References that have arrived. */
  get references(): number {
    return this.seen;
  }

  /**
   * Takes a block of references.
   *
   * @param embeddings float32 `[r, d]`
   * @param labels identity of each, `[r]`, 0 or more
   * @throws DataError when the two do not fit each other, or an embedding is not finite
   */
  add(embeddings: Float32Array, labels: ArrayLike<number>): void {
    const { dimensions, queries, sameSource } = this.search;
    checkRows(embeddings, dimensions, "references");
    if (embeddings.length !== labels.length * dimensions) {
      throw new DataError(
        `${embeddings.length / dimensions} references and ${labels.length} labels: each reference wants one.`,
      );
    }
    for (let query = 0; query < this.queries; query++) {
      const last = (query + 1) * this.count - 1;
      for (let row = 0; row < labels.length; row++) {
        if (sameSource && this.seen + row === query) continue;
        const limit = this.keptDistances[last];
        const power = this.measure(queries, query, embeddings, row, dimensions, limit);
        if (power < limit) this.insert(query, power, labels[row]);
      }
    }
    this.seen += labels.length;
  }

  /** Identities of a query's nearest references, nearest first; as many as there are, `count` at most. */
  labelsOf(query: number): Int32Array {
    return this.keptLabels.subarray(query * this.count, query * this.count + this.filled(query));
  }

  /** Distances to a query's nearest references, ascending. */
  distancesOf(query: number): Float64Array {
    const start = query * this.count;
    const { finish } = this.measure;
    return this.keptDistances.slice(start, start + this.filled(query)).map(finish);
  }

  private filled(query: number): number {
    const others = this.search.sameSource && query < this.seen ? this.seen - 1 : this.seen;
    return Math.min(this.count, others);
  }

  private insert(query: number, power: number, label: number): void {
    const first = query * this.count;
    let at = first + this.count - 1;
    while (at > first && this.keptDistances[at - 1] > power) {
      this.keptDistances[at] = this.keptDistances[at - 1];
      this.keptLabels[at] = this.keptLabels[at - 1];
      at--;
    }
    this.keptDistances[at] = power;
    this.keptLabels[at] = label;
  }
}

function checkRows(values: Float32Array, dimensions: number, what: string): void {
  if (values.length % dimensions !== 0) {
    throw new DataError(
      `${values.length} numbers make no whole ${what} of ${dimensions} dimensions each.`,
    );
  }
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new DataError(
      `Embedding ${Math.floor(wrong / dimensions)} of the ${what} holds ${values[wrong]}. Embeddings must be finite numbers: look at the training run that made them.`,
    );
  }
}
