import { mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tinyPipeline } from "@multibatch/conformance";
import type { ProgressEvent } from "@multibatch/core";
import { afterEach, beforeEach, expect, it } from "vitest";
import { nodeGpu } from "../index.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "multibatch-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it("a checkpoint that cannot be written is told of, and training goes on to the model", async () => {
  const target = await nodeGpu({ engine: "cpu", steps: 4, checkpointEvery: 2 }).create();
  if (target.role !== "trainer") throw new Error("not a trainer");
  const output = join(folder, "run");
  const warnings: string[] = [];
  const emit = (event: ProgressEvent) => {
    // A folder in the file's place stands for every reason why a file cannot be written.
    if (event.type === "engine") {
      mkdirSync(join(output, "checkpoint.safetensors"));
      writeFileSync(join(output, "checkpoint.safetensors", "x"), "");
    }
    if (event.type === "notice" && event.level === "warning") warnings.push(event.message);
  };
  const { steps } = await target.train(tinyPipeline(), { output, emit });
  expect(steps).toBe(4);
  // Of steps 0, 2 and 4.
  expect(warnings).toHaveLength(3);
  for (const warning of warnings) expect(warning).toMatch(/checkpoint could not be written/);
  expect(await readdir(join(output, "model"))).toContain("card.json");
});
