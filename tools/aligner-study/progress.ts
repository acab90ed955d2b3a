import type { EventSink } from "@multibatch/core";

/** Shows on stderr how the study goes: one line that is written over, on a terminal only. */
export class StudyProgress {
  private run = "";
  private started = 0;
  private firstStep = 0;

  constructor(private readonly stream: NodeJS.WriteStream) {}

  /** Begins a run. */
  begin(run: string): void {
    this.run = run;
    this.firstStep = 0;
    this.write(run);
  }

  readonly show: EventSink = (event) => {
    if (event.type === "notice" && event.level === "warning") {
      this.stream.write(`\n${event.message}\n`);
    }
    if (event.type !== "step") return;
    if (this.firstStep === 0) [this.firstStep, this.started] = [event.step, performance.now()];
    const done = event.step - this.firstStep;
    const seconds = (performance.now() - this.started) / 1000;
    const left = done > 0 ? Math.round((seconds / done) * (event.steps - event.step)) : undefined;
    const rate = `${Math.round(event.imagesPerSecond)} images/s`;
    const time = left === undefined ? "" : ` · ${left} s left`;
    this.write(`${this.run} · step ${event.step}/${event.steps} · ${rate}${time}`);
  };

  /** Leaves the line as it is. */
  end(): void {
    if (this.stream.isTTY) this.stream.write("\n");
  }

  private write(line: string): void {
    if (this.stream.isTTY) this.stream.write(`\r\x1b[2K${line}`);
  }
}
