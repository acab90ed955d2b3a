/** What the backend did since it was started. */
export interface OnnxBackendStatistics {
  /** Graphs that were compiled; in a steady training loop it stands still. */
  readonly sessionsCompiled: number;
  /** Sessions that were run, each for everything that was pending. */
  readonly runs: number;
  /** Milliseconds inside ONNX Runtime; the rest of a step is recording and hashing. */
  readonly millisecondsInRuns: number;
  /** Kernel calls that were recorded. */
  readonly nodesRecorded: number;
  /** Calls that tfjs-cpu computed, by kernel. */
  readonly fallbacks: Readonly<Record<string, number>>;
}

/** The same while it is counted. */
export class Statistics implements OnnxBackendStatistics {
  sessionsCompiled = 0;
  runs = 0;
  millisecondsInRuns = 0;
  nodesRecorded = 0;
  readonly fallbacks: Record<string, number> = {};

  countFallback(kernel: string): void {
    this.fallbacks[kernel] = (this.fallbacks[kernel] ?? 0) + 1;
  }
}
