import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { PlannedPart } from "./plan.js";
import { reasonOf, runPart } from "./run-part.js";

let scratch = "";
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "multibatch-part-"));
});
afterEach(() => rmSync(scratch, { recursive: true }));

const memory = { kind: "memory", network: "nin", batch: 8, steps: 1 } as const;
const part = (rest: Partial<PlannedPart> = {}): PlannedPart => ({
  name: "memory",
  attempts: [memory],
  patience: 30,
  ...rest,
});

/** A part is measured by a program of these words, which has `settings` and `write(measurement)`. */
const program = (words: string) => ({
  command: [
    process.execPath,
    "-e",
    `const settings = JSON.parse(process.argv[1]);
     const growth = { residentMiB: 0, tensors: 0, onDeviceMiB: 0, cardMiB: null };
     const write = () => require("node:fs").writeFileSync(process.argv[2],
       JSON.stringify({ ...settings, samples: [], growth }));
     ${words}`,
  ],
  scratch,
});

test("the measurement of a part's process is its result", async () => {
  const result = await runPart(part(), program("write()"), 60);
  expect(result).toMatchObject({ name: "memory", measurement: memory, remarks: [] });
});

test("smaller batches are tried where larger ones fail", async () => {
  const attempts = [64, 32, 16].map((batch) => ({ ...memory, batch }));
  const words = "if (settings.batch > 32) throw new RangeError('full'); write()";
  const { measurement, remarks } = await runPart(part({ attempts }), program(words), 60);
  expect(measurement).toMatchObject({ batch: 32 });
  expect(remarks).toEqual(["Batch 64: RangeError: full"]);
});

test("a crash behind the measurement costs a remark only", async () => {
  const { measurement, remarks } = await runPart(part(), program("write(); process.abort()"), 60);
  expect(measurement).toMatchObject(memory);
  expect(remarks).toEqual([expect.stringContaining("After the measurement:")]);
});

test("a part that hangs is ended, whatever it started", async () => {
  const words = `require("node:child_process").spawn("sleep", ["5"], { stdio: "inherit" }); setInterval(() => {}, 1000)`;
  const { measurement, remarks, seconds } = await runPart(
    part({ patience: 1 }),
    program(words),
    60,
  );
  expect(measurement).toBeNull();
  expect(remarks).toEqual(["It was ended after 1 s."]);
  expect(seconds).toBeLessThan(30);
});

test("numbers that are none cost their part only", async () => {
  const words = "growth.residentMiB = Number.NaN; write()";
  const { measurement, remarks } = await runPart(part(), program(words), 60);
  expect(measurement).toBeNull();
  expect(remarks).toEqual([expect.stringMatching(/nonsense.*growth\.residentMiB/s)]);
});

test("without time nothing is started", async () => {
  const { measurement, remarks } = await runPart(part(), program("write()"), 0);
  expect(measurement).toBeNull();
  expect(remarks).toEqual(["There was no time left."]);
});

test("variables reach the process", async () => {
  const words = "if (process.env.GPU_PACK_ENABLE === 'skip_validation') write()";
  const environment = { GPU_PACK_ENABLE: "skip_validation" };
  const { measurement } = await runPart(part({ environment }), program(words), 60);
  expect(measurement).not.toBeNull();
});

test("the reason of an end is the error, not its stack", () => {
  const log = "warning\nEngineError: the card is full\n    at run (file.js:1)\n\nNode.js v20\n";
  expect(reasonOf(log)).toBe("EngineError: the card is full");
  expect(reasonOf("driver says no\n")).toBe("driver says no");
  expect(reasonOf("")).toBeUndefined();
});
