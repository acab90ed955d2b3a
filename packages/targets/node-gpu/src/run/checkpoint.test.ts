import { mkdtemp, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CheckpointError } from "@multibatch/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "./checkpoint.js";

let folder = "";
let file = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "multibatch-"));
  file = join(folder, "checkpoint.safetensors");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const record = { dataset: { use: "d" }, sampler: {}, loss: {}, model: [], target: {}, seed: 1 };
const checkpoint: Checkpoint = {
  state: {
    version: 1,
    step: 7,
    seconds: 1.5,
    sampler: { position: [1, 2, 3] },
    best: { step: 5, accuracy: 0.9 },
    record,
  },
  weights: new Map([["conv/kernel", { shape: [2, 1], values: Float32Array.of(1.5, -2) }]]),
  velocities: new Map([["conv/kernel", { shape: [2, 1], values: Float32Array.of(0, 3) }]]),
  averages: new Map([["conv/kernel", { shape: [2, 1], values: Float32Array.of(1, -1) }]]),
  best: new Map(),
};

describe("checkpoints", () => {
  it("come back as they were written, in one file", async () => {
    await writeCheckpoint(file, checkpoint);
    expect(await readCheckpoint(file)).toEqual(checkpoint);
    expect(await readdir(folder)).toEqual(["checkpoint.safetensors"]);
  });

  it("that are missing, cut short or of another kind are named", async () => {
    await expect(readCheckpoint(file)).rejects.toThrow(/nothing to resume/);
    await writeCheckpoint(file, checkpoint);
    await truncate(file, 200);
    await expect(readCheckpoint(file)).rejects.toThrow(CheckpointError);
    await writeFile(file, "hello");
    await expect(readCheckpoint(file)).rejects.toThrow(/damaged or of another version/);
  });
});
