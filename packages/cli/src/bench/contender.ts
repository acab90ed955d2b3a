/** A runtime in the comparison, with its model loaded. */
export interface Contender {
  /** Name for people, for example `onnxruntime-node`. */
  readonly name: string;
  readonly threads: number;
  /** Bytes of the model's files that it reads. */
  readonly modelBytes: number;
  /** What else is to be said, for example the instructions that it uses. */
  readonly note: string;
  /**
   * Embeds images.
   *
   * @param pixels uint8 `[n, h, w, c]`
   */
  embed(pixels: Uint8Array, count: number): Promise<Embedded>;
  dispose(): Promise<void>;
}

/** Embeddings and what they took. */
export interface Embedded {
  /** float32 `[n, d]`. */
  readonly embeddings: Float32Array;
  /** Time from pixels to embeddings. */
  readonly milliseconds: number;
  /** Processor time of all threads for it: other work on the machine hardly changes it. */
  readonly processorMilliseconds: number;
}

/** A runtime that is looked for. */
export interface Entrant {
  readonly name: string;
  /**
   * Loads the model.
   *
   * @throws Error that says why it cannot run here
   */
  enter(): Promise<Contender>;
}

/** Times a call. */
export async function timed(embed: () => Promise<Float32Array>): Promise<Embedded> {
  const before = process.cpuUsage();
  const started = performance.now();
  const embeddings = await embed();
  const milliseconds = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  return { embeddings, milliseconds, processorMilliseconds: (user + system) / 1000 };
}
