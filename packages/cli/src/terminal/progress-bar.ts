import { MultiBar, type Options } from "cli-progress";
import type { TextOutput } from "../surroundings.js";
import { formatDuration } from "./format.js";

/** What a bar shows. */
export interface ProgressBarSettings {
  readonly title: string;
  readonly total: number;
  /** Where it starts: more than 0 when earlier work is continued. */
  readonly start?: number;
  /** What is counted, for example `images`; then the rate is shown, too. */
  readonly unit?: string;
  /** When the work at `start` began, in milliseconds since 1970; now, where left out. */
  readonly since?: number;
}

/** A bar at the foot of a terminal, with the rate and the time left. */
export interface ProgressBar {
  /** @param detail text behind the bar that replaces the rate */
  update(done: number, detail?: string): void;
  /** Wipes the bar's line so that text can be written; it is drawn again below. */
  clear(): void;
  /** Takes the bar away. */
  stop(): void;
}

/** Draws a progress bar on a terminal. */
export function createProgressBar(stream: TextOutput, settings: ProgressBarSettings): ProgressBar {
  const { title, total, start = 0, unit, since = Date.now() } = settings;
  const options: Options = {
    stream: stream as NodeJS.WritableStream,
    format: `${title} {bar} {value}/{total}{detail} · {left} left`,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    fps: 5,
    hideCursor: false,
    clearOnComplete: true,
    // Lines above the bar may be long, so the terminal must go on wrapping; the bar itself is cut.
    linewrap: true,
    // Text above the bar wipes it, so it is drawn again even where nothing has changed.
    forceRedraw: true,
    // Ctrl-C belongs to the command, which saves before it ends.
    gracefulExit: false,
  };
  // A single bar of cli-progress returns to where it began when it ends, and so would wipe lines
  // written since; a list of one bar does not.
  const bars = new MultiBar(options);
  const bar = bars.create(total, start, { detail: "", left: "?" });
  bars.update();

  const update = (done: number, detail?: string) => {
    const seconds = (Date.now() - since) / 1000;
    const rate = seconds > 0 ? (done - start) / seconds : 0;
    const shownRate = unit && rate > 0 ? ` · ${formatRate(rate)} ${unit}/s` : "";
    bar.update(done, {
      detail: detail ? ` · ${detail}` : shownRate,
      left: rate > 0 ? formatDuration((total - done) / rate) : "?",
    });
  };
  let active = true;
  return {
    update,
    clear: () => {
      if (active) stream.write("\r\x1b[K");
    },
    stop: () => {
      if (active) bars.stop();
      active = false;
    },
  };
}

function formatRate(rate: number): string {
  return rate >= 10 ? String(Math.round(rate)) : rate.toFixed(1);
}
