import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { DataError } from "@multibatch/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { decodeEvent } from "../tensorboard/event.js";
import { decodeRecords } from "../tensorboard/record.js";
import { createEventFileWriter } from "./event-file-writer.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "multibatch events – ä "));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (file: string) => decodeRecords(readFileSync(file), file).map(decodeEvent);

test("an event file holds the version and then every scalar, readable while it is open", () => {
  const logs = join(folder, "not", "there yet");
  const writer = createEventFileWriter({ folder: logs, host: "my host", now: () => 12_500 });
  expect(basename(writer.file)).toBe("events.out.tfevents.12.my_host");
  writer.scalars(1, { "train/loss": 0.75, "train/active": 0.5 });
  writer.scalars(2, { "train/loss": 0.5 });
  expect(read(writer.file)).toEqual([
    { wallTime: 12.5, step: 0, fileVersion: "brain.Event:2", scalars: [] },
    { wallTime: 12.5, step: 1, scalars: [{ tag: "train/loss", value: 0.75 }] },
    { wallTime: 12.5, step: 1, scalars: [{ tag: "train/active", value: 0.5 }] },
    { wallTime: 12.5, step: 2, scalars: [{ tag: "train/loss", value: 0.5 }] },
  ]);
  writer.close();
  writer.close();
  expect(() => writer.scalars(3, { a: 1 })).toThrow("is closed");
});

test("two writers within one second never share a file", () => {
  const options = { folder, host: "h", now: () => 0 };
  const files = [1, 2, 3].map((step) => {
    const writer = createEventFileWriter(options);
    writer.scalars(step, { a: step });
    writer.close();
    return writer.file;
  });
  expect(new Set(files).size).toBe(3);
  expect(files.map((file) => read(file)[1].step)).toEqual([1, 2, 3]);
});

test("a folder that cannot be made is named", () => {
  const file = join(folder, "a file");
  writeFileSync(file, "");
  expect(() => createEventFileWriter({ folder: file })).toThrow(DataError);
  expect(() => createEventFileWriter({ folder: join(file, "logs") })).toThrow("a file");
});
