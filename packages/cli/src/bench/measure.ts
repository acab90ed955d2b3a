import { imageSize, type ModelCard, messageOf, Random } from "@multibatch/core";
import type { Contender, Embedded, Entrant } from "./contender.js";

/** How a comparison is made. */
export interface MeasureSettings {
  /** Turns of single images, and of batches. */
  readonly turns: number;
  /** Images in a batch. */
  readonly batch: number;
}

/** How one runtime did. */
export interface Measurement {
  readonly name: string;
  readonly threads: number;
  /** Milliseconds for one image: median, and the time that 95 % of the calls stay within. */
  readonly latency: { readonly p50: number; readonly p95: number };
  /** Processor time of one image in milliseconds, alone and in a batch, at the median. */
  readonly processor: { readonly single: number; readonly batch: number };
  /** At the median time of a batch. */
  readonly imagesPerSecond: number;
  /** Resident memory that loading it and embedding a batch took; null where it is another process's. */
  readonly memoryBytes: number | null;
  readonly modelBytes: number;
  /** Largest difference of a number from the first runtime's, as a share of its largest number. */
  readonly largestDifference: number;
  readonly note: string;
}

/** What came out. */
export interface Comparison {
  readonly measurements: readonly Measurement[];
  /** Runtimes that did not run, and why. */
  readonly missing: readonly { readonly name: string; readonly reason: string }[];
}

interface Ready extends Contender {
  readonly memoryBytes: number | null;
  readonly embeddings: Float32Array;
}

/**
 * Loads the runtimes one after the other, then times them in turns, A B C A B C …, so that a machine
 * whose speed drifts drifts for all.
 */
export async function compareRuntimes(
  entrants: readonly Entrant[],
  card: ModelCard,
  { turns, batch }: MeasureSettings,
  progress: (done: number, of: number) => void = () => {},
): Promise<Comparison> {
  const size = imageSize(card.input.crop);
  const random = new Random(1);
  const pixels = Uint8Array.from({ length: batch * size }, () => random.integer(256));
  const missing: { name: string; reason: string }[] = [];
  const contenders: Ready[] = [];
  try {
    for (const entrant of entrants) {
      try {
        contenders.push(await makeReady(entrant, pixels, batch));
      } catch (error) {
        missing.push({ name: entrant.name, reason: messageOf(error) });
      }
    }
    const single = contenders.map((): Embedded[] => []);
    const whole = contenders.map((): Embedded[] => []);
    for (let turn = 0; turn < turns; turn++) {
      for (const [i, contender] of contenders.entries()) {
        const from = (turn % batch) * size;
        const image = pixels.subarray(from, from + size);
        single[i].push(await contender.embed(image, 1));
      }
      for (const [i, contender] of contenders.entries()) {
        // Batches take long and vary little: every tenth turn has one, and never fewer than three.
        if (turn % Math.max(1, Math.floor(turns / Math.max(3, turns / 10))) > 0) continue;
        whole[i].push(await contender.embed(pixels, batch));
      }
      progress(turn + 1, turns);
    }
    const measurements = contenders.map(
      (contender, i): Measurement => ({
        name: contender.name,
        threads: contender.threads,
        latency: { p50: quantile(times(single[i]), 0.5), p95: quantile(times(single[i]), 0.95) },
        processor: {
          single: quantile(processorTimes(single[i]), 0.5),
          batch: quantile(processorTimes(whole[i]), 0.5) / batch,
        },
        imagesPerSecond: (1000 * batch) / quantile(times(whole[i]), 0.5),
        memoryBytes: contender.memoryBytes,
        modelBytes: contender.modelBytes,
        largestDifference: largestDifference(contenders[0].embeddings, contender.embeddings),
        note: contender.note,
      }),
    );
    return { measurements, missing };
  } finally {
    for (const contender of contenders) await contender.dispose();
  }
}

function times(calls: readonly Embedded[]): number[] {
  return calls.map(({ milliseconds }) => milliseconds);
}

function processorTimes(calls: readonly Embedded[]): number[] {
  return calls.map(({ processorMilliseconds }) => processorMilliseconds);
}

async function makeReady(entrant: Entrant, pixels: Uint8Array, batch: number): Promise<Ready> {
  const before = process.memoryUsage().rss;
  const contender = await entrant.enter();
  // The second call is as warm as all later ones: code is compiled, memory taken.
  await contender.embed(pixels, batch);
  const { embeddings } = await contender.embed(pixels, batch);
  const gained = process.memoryUsage().rss - before;
  const isOwnProcess = contender.name === "C export";
  return {
    name: contender.name,
    threads: contender.threads,
    modelBytes: contender.modelBytes,
    note: contender.note,
    embed: (images, count) => contender.embed(images, count),
    dispose: () => contender.dispose(),
    memoryBytes: isOwnProcess ? null : Math.max(0, gained),
    embeddings: embeddings.slice(),
  };
}

/** The smallest value that at least `share` of the values do not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** Largest absolute difference as a share of the largest magnitude of the reference. */
export function largestDifference(reference: Float32Array, other: Float32Array): number {
  const most = reference.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
  const worst = other.reduce((largest, x, i) => Math.max(largest, Math.abs(x - reference[i])), 0);
  return most === 0 ? worst : worst / most;
}
