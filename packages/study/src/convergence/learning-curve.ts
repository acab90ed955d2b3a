import { appendFile, readFile } from "node:fs/promises";
import type { EventSink } from "@multibatch/core";

/** Where a training stood when it was validated. */
export interface CurvePoint {
  readonly step: number;
  /** Images passed forward. */
  readonly images: number;
  /** Seconds of training, without validation. */
  readonly seconds: number;
  readonly accuracy: number;
}

/** A line of the file: a validation has an accuracy, a checkpoint none. */
type CurveRecord = Omit<CurvePoint, "accuracy"> & { readonly accuracy?: number };

/**
 * Follows a training by its events, and keeps what it sees in a file, so that the curve of a training
 * that is resumed is whole.
 */
export class LearningCurve {
  private seconds = 0;
  private resumed = false;
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly file: string,
    private readonly batchSize: number,
    private readonly records: CurveRecord[],
  ) {}

  static async open(file: string, batchSize: number): Promise<LearningCurve> {
    const text = await readFile(file, "utf8").catch(() => "");
    const records = text.split("\n").flatMap((line) => {
      // A crash may have cut the last line short.
      try {
        return [JSON.parse(line) as CurveRecord];
      } catch {
        return [];
      }
    });
    return new LearningCurve(file, batchSize, records);
  }

  /** Takes the events of the training. */
  readonly see: EventSink = (event) => {
    if (event.type === "step") {
      if (!this.resumed) {
        const before = this.records.filter(({ step }) => step < event.step);
        this.seconds = Math.max(0, ...before.map(({ seconds }) => seconds));
        this.resumed = true;
      }
      this.seconds += this.batchSize / event.imagesPerSecond;
    } else if (event.type === "validation") {
      this.write(event.step, event.metrics.accuracy);
    } else if (event.type === "checkpoint") {
      this.write(event.step);
    }
  };

  /** The points, each step once; all is written when it resolves. */
  async points(): Promise<CurvePoint[]> {
    await this.writing;
    // A step that was gone through again after a resume counts as it was the last time.
    const byStep = new Map<number, CurvePoint>();
    for (const { accuracy, ...rest } of this.records) {
      if (accuracy !== undefined) byStep.set(rest.step, { ...rest, accuracy });
    }
    return [...byStep.values()].sort((a, b) => a.step - b.step);
  }

  private write(step: number, accuracy?: number): void {
    const record = { step, images: step * this.batchSize, seconds: this.seconds, accuracy };
    this.records.push(record);
    this.writing = this.writing.then(() => appendFile(this.file, `${JSON.stringify(record)}\n`));
  }
}
