import { rm } from "node:fs/promises";
import { join } from "node:path";
import { writeTinyModelFolder } from "@multibatch/conformance";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCli, temporaryFolder } from "../cli.test.support.js";

let place: string;
let folder: string;
beforeAll(async () => {
  place = await temporaryFolder();
  folder = join(place, "model");
  await writeTinyModelFolder(folder);
});
afterAll(() => rm(place, { recursive: true }));

it("compares the runtimes that are here, which agree", async () => {
  const { code, stdout } = await runCli([
    "bench",
    folder,
    "--turns",
    "3",
    "--batch",
    "2",
    "--json",
  ]);
  expect(code).toBe(0);
  const { measurements, missing } = JSON.parse(stdout);
  const names = measurements.map(({ name }: { name: string }) => name);
  expect(names.slice(0, 2)).toEqual(["target-wasm", "target-wasm on tfjs"]);
  for (const { latency, imagesPerSecond, largestDifference } of measurements) {
    expect(latency.p50).toBeGreaterThan(0);
    expect(latency.p95).toBeGreaterThanOrEqual(latency.p50);
    expect(imagesPerSecond).toBeGreaterThan(0);
    expect(largestDifference).toBeLessThan(1e-5);
  }
  // The tiny model has no ONNX file.
  expect(missing.find(({ name }: { name: string }) => name === "onnxruntime-node").reason).toMatch(
    /no model\.onnx/,
  );
});

it("prints one table", async () => {
  const { code, stdout } = await runCli(["bench", folder, "--turns", "2", "--only", "wasm"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^test model: 12 × 10 × 3, /);
  expect(stdout).toMatch(/\ntarget-wasm \(SIMD\) .*reference\n/);
});

it("refuses wrong use", async () => {
  expect((await runCli(["bench", folder, "--turns", "0"])).code).toBe(2);
  const { code, stderr } = await runCli(["bench", join(place, "none")]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/no model folder/);
});
