import { median } from "../../statistics.js";

/** Time of steps in milliseconds, as medians. */
export interface StepTimes {
  readonly step: number;
  /** Until the step's promise was there: all that is recorded and handed over without waiting. */
  readonly record: number;
}

/** Times steps one by one, after one that compiles. */
export async function timeSteps(run: () => Promise<unknown>, count: number): Promise<StepTimes> {
  await run();
  const steps: number[] = [];
  const records: number[] = [];
  for (let turn = 0; turn < count; turn++) {
    const started = performance.now();
    const step = run();
    records.push(performance.now() - started);
    await step;
    steps.push(performance.now() - started);
  }
  return { step: median(steps), record: median(records) };
}
