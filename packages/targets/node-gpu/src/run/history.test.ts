import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { History, type HistoryEvent } from "./history.js";

it("keeps events a line each, and rewinds past a line that a crash cut short", async () => {
  const folder = await mkdtemp(join(tmpdir(), "multibatch-"));
  try {
    const file = join(folder, "history.jsonl");
    const history = new History(file);
    const at = (step: number): HistoryEvent => ({
      type: "validation",
      step,
      metrics: {},
      best: false,
    });
    for (const step of [1, 2, 3]) await history.add(at(step));
    await appendFile(file, '{"type": "valid');
    await history.rewindTo(2);
    await history.add(at(9));
    const lines = (await readFile(file, "utf8")).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line).step)).toEqual([1, 2, 9]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
