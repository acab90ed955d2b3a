import type { EventOf, EventSink, ImageFailure } from "@multibatch/core";
import { capitalise, countOf, formatDuration, formatMetrics, formatNumber } from "./format.js";
import type { Terminal } from "./terminal.js";

/** Where no bar can be drawn: seconds between two lines about the progress of training. */
const secondsBetweenLines = 10;
/** Unreadable images that are named as they come up; the rest are only counted. */
const namedFailures = 3;

/** Shows events to a person. */
export interface ProgressDisplay {
  readonly show: EventSink;
  /** Images that could not be read, so far. */
  readonly failed: readonly ImageFailure[];
}

/**
 * Shows the progress of long work: as a bar where a person watches, else as short lines at intervals.
 *
 * @param now clock in milliseconds
 */
export function createProgressDisplay(terminal: Terminal, now = Date.now): ProgressDisplay {
  const failed: ImageFailure[] = [];
  const training = trainingDisplay(terminal, now);
  const show: EventSink = (event) => {
    switch (event.type) {
      case "phase-start":
        training.pause();
        if (terminal.drawsBars && event.total !== undefined) {
          terminal.startBar({
            title: capitalise(event.phase),
            total: event.total,
            unit: event.unit,
          });
        } else if (!training.running) {
          terminal.say(`${capitalise(event.phase)} …`);
        }
        break;
      case "phase-progress":
        terminal.updateBar(event.done);
        break;
      case "phase-end":
        terminal.stopBar();
        break;
      case "engine":
        terminal.say(
          `Engine: ${event.engine}, ${countOf(event.threads, "thread")}: ${event.reason}`,
        );
        break;
      case "step":
        training.step(event);
        break;
      case "validation":
        terminal.say(
          `Validation at step ${event.step}: ${formatMetrics(event.metrics)}${event.best ? " · best so far" : ""}`,
        );
        break;
      case "image-failed":
        failed.push(event.failure);
        if (failed.length <= namedFailures) {
          terminal.warn(`${event.failure.name}: ${event.failure.reason}`);
        }
        break;
      case "notice":
        if (event.level === "warning") terminal.warn(event.message);
        else terminal.say(event.message);
        break;
    }
  };
  return { show, failed };
}

/** The steps of a training, which other phases interrupt. */
function trainingDisplay(terminal: Terminal, now: () => number) {
  let first: { readonly step: number; readonly time: number } | undefined;
  let lastLine = Number.NEGATIVE_INFINITY;
  let barShown = false;

  const step = (event: EventOf<"step">) => {
    first ??= { step: event.step, time: now() };
    const loss = `loss ${formatNumber(event.loss)}`;
    const rate = `${formatNumber(Math.round(event.imagesPerSecond))} images/s`;
    if (terminal.drawsBars) {
      if (!barShown) {
        terminal.startBar({
          title: "Training",
          total: event.steps,
          start: first.step,
          since: first.time,
        });
      }
      barShown = true;
      terminal.updateBar(event.step, `${loss} · ${rate}`);
      return;
    }
    const isLast = event.step === event.steps;
    if (!isLast && now() - lastLine < secondsBetweenLines * 1000) return;
    lastLine = now();
    const done = event.step - first.step;
    const left = (((now() - first.time) / done) * (event.steps - event.step)) / 1000;
    const timeLeft = done > 0 && !isLast ? ` · ${formatDuration(left)} left` : "";
    terminal.say(`Step ${event.step}/${event.steps} · ${loss} · ${rate}${timeLeft}`);
  };
  return {
    step,
    /** Lets another bar take the place of the training's. */
    pause: () => {
      barShown = false;
    },
    get running() {
      return first !== undefined;
    },
  };
}
