import type { Surroundings } from "../surroundings.js";
import { createProgressBar, type ProgressBar, type ProgressBarSettings } from "./progress-bar.js";

/** Flags that every command takes. */
export interface CommonFlags {
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/**
 * Where a command speaks: its result goes to stdout (as text, or as JSON with `--json`), all that it
 * tells on the way goes to stderr, and with `--json` only warnings do.
 */
export interface Terminal {
  readonly json: boolean;
  /** Whether a person watches stderr and `--json` is off, so that bars are drawn. */
  readonly drawsBars: boolean;
  /** Draws a bar on stderr in place of the last one; does nothing unless `drawsBars`. */
  startBar(settings: ProgressBarSettings): void;
  /** @param detail text behind the bar that replaces the rate */
  updateBar(done: number, detail?: string): void;
  stopBar(): void;
  /** Tells something on the way; silent with `--json`. */
  say(line: string): void;
  warn(line: string): void;
  /** Prints the result for people; silent with `--json`. */
  print(text: string): void;
  /** Prints text as it is on stdout, whether or not `--json` was given. */
  printText(text: string): void;
  /** Prints a value as JSON on stdout; indentation 0 keeps it on one line. */
  printJson(value: unknown, indentation?: number): void;
}

/** Creates the terminal of one command. */
export function createTerminal(surroundings: Surroundings, flags: CommonFlags): Terminal {
  const { stdout, stderr } = surroundings;
  const json = flags.json ?? false;
  const drawsBars = !json && stderr.isTTY === true;
  let bar: ProgressBar | undefined;
  const stopBar = () => {
    bar?.stop();
    bar = undefined;
  };
  const writeLine = (line: string) => {
    bar?.clear();
    stderr.write(`${line}\n`);
  };
  return {
    json,
    drawsBars,
    startBar: (settings) => {
      stopBar();
      if (drawsBars) bar = createProgressBar(stderr, settings);
    },
    updateBar: (done, detail) => bar?.update(done, detail),
    stopBar,
    say: (line) => {
      if (!json) writeLine(line);
    },
    warn: (line) => writeLine(`Warning: ${line}`),
    print: (text) => {
      stopBar();
      if (!json) stdout.write(`${text}\n`);
    },
    printText: (text) => {
      stopBar();
      stdout.write(text);
    },
    printJson: (value, indentation = 2) =>
      stdout.write(`${JSON.stringify(value, null, indentation)}\n`),
  };
}
