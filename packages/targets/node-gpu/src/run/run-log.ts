import type { EventSink } from "@multibatch/core";
import { createEventFileWriter, type EventFileWriter } from "@multibatch/formats/node";
import { History, type HistoryEvent } from "./history.js";
import type { RunFolder } from "./run-folder.js";
import { warn } from "./warn.js";

/** What a run writes down as it goes, for those who look at it later: its history, and for TensorBoard. */
export class RunLog {
  private readonly history: History;
  private readonly tensorboard: EventFileWriter;

  constructor(
    folder: RunFolder,
    private readonly emit: EventSink,
  ) {
    this.history = new History(folder.history);
    this.tensorboard = createEventFileWriter({ folder: folder.tensorboard });
  }

  /** Adds an event, and its numbers as curves; a disk that refuses is reported and ends nothing. */
  async add(
    event: HistoryEvent,
    numbers: Readonly<Record<string, number>>,
    prefix: string,
  ): Promise<void> {
    try {
      await this.history.add(event);
      const curves = Object.entries(numbers).map(([name, value]) => [prefix + name, value]);
      this.tensorboard.scalars(event.step, Object.fromEntries(curves));
    } catch (error) {
      const what = `The history could not be written and misses step ${event.step}`;
      warn(this.emit, what, error);
    }
  }

  /** Forgets what was written behind a step, from which the run goes on. */
  async rewindTo(step: number): Promise<void> {
    await this.history.rewindTo(step);
  }

  close(): void {
    this.tensorboard.close();
  }
}
