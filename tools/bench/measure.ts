import { median } from "../statistics.js";

/** Something to time, by name. */
export interface Contender {
  readonly name: string;
  run(): Promise<void>;
}

/** How the time of one contender came out, in milliseconds a run. */
export interface Timing {
  readonly name: string;
  readonly median: number;
  readonly fastest: number;
  readonly slowest: number;
  /** Processor time of all threads, in the median: steady where other programs run beside. */
  readonly processor: number;
  readonly runs: number;
}

/**
 * Times contenders in turns, A B C A B C …, so that a machine whose speed drifts drifts for all. One
 * turn is not counted. A contender that has used up its seconds sits the later turns out.
 */
export async function takeTurns(
  contenders: readonly Contender[],
  { turns = 7, secondsEach = 40 } = {},
): Promise<Timing[]> {
  const times = contenders.map((): number[] => []);
  const processorTimes = contenders.map((): number[] => []);
  const spent = contenders.map(() => 0);
  for (let turn = 0; turn <= turns; turn++) {
    for (const [i, contender] of contenders.entries()) {
      if (times[i].length > 0 && spent[i] > secondsEach * 1000) continue;
      const [started, processor] = [performance.now(), process.cpuUsage()];
      await contender.run();
      const time = performance.now() - started;
      const { user, system } = process.cpuUsage(processor);
      spent[i] += time;
      if (turn === 0) continue;
      times[i].push(time);
      processorTimes[i].push((user + system) / 1000);
    }
  }
  return contenders.map(({ name }, i) => {
    const sorted = times[i].toSorted((a, b) => a - b);
    return {
      name,
      median: median(times[i]),
      processor: median(processorTimes[i]),
      fastest: sorted[0],
      slowest: sorted[sorted.length - 1],
      runs: sorted.length,
    };
  });
}
