import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { DataError, messageOf } from "@multibatch/core";
import { encodeFileVersionEvent, encodeScalarEvent } from "../tensorboard/event.js";
import { encodeRecord } from "../tensorboard/record.js";

/** How an event file is begun. */
export interface EventFileOptions {
  /** Folder that TensorBoard is pointed at; made where it is missing. */
  readonly folder: string;
  /** Name of the machine in the file's name. */
  readonly host?: string;
  /** Clock in milliseconds since 1970. */
  readonly now?: () => number;
}

/** An open event file. */
export interface EventFileWriter {
  readonly file: string;
  /**
   * Appends one scalar per entry, all of one step.
   *
   * @throws DataError naming the file when it cannot be written
   */
  scalars(step: number, values: Readonly<Record<string, number>>): void;
  close(): void;
}

/**
 * Begins a new file `events.out.tfevents.<seconds>.<host>` in a folder, numbered where one of that
 * name is there. A resumed run begins another file: TensorBoard reads all the files of a folder as
 * one run.
 *
 * Writes are synchronous: a step's scalars are some hundred bytes, and what was written is on the file
 * even if the process is killed in the next moment.
 *
 * @throws DataError naming the file when it cannot be made
 */
export function createEventFileWriter({
  folder,
  host = hostname(),
  now = Date.now,
}: EventFileOptions): EventFileWriter {
  const { file, descriptor } = openNew(
    folder,
    `events.out.tfevents.${Math.floor(now() / 1000)}.${host.replace(/[^\w.-]/g, "_")}`,
  );
  const append = (message: Uint8Array) => {
    const record = encodeRecord(message);
    try {
      for (let done = 0; done < record.length; ) done += writeSync(descriptor, record, done);
    } catch (error) {
      throw new DataError(`${file} could not be written: ${messageOf(error)}`, { cause: error });
    }
  };
  append(encodeFileVersionEvent(now() / 1000));
  let open = true;
  return {
    file,
    scalars(step, values) {
      if (!open) throw new DataError(`${file} is closed: begin another to write on.`);
      for (const [tag, value] of Object.entries(values)) {
        append(encodeScalarEvent({ step, wallTime: now() / 1000, tag, value }));
      }
    },
    close() {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
}

function openNew(folder: string, name: string): { file: string; descriptor: number } {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new DataError(`The folder ${folder} could not be made: ${messageOf(error)}`, {
      cause: error,
    });
  }
  for (let copy = 0; ; copy++) {
    const file = join(folder, copy === 0 ? name : `${name}.${copy}`);
    try {
      return { file, descriptor: openSync(file, "ax") };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") continue;
      throw new DataError(`${file} could not be made: ${messageOf(error)}`, { cause: error });
    }
  }
}
