import { expect, test } from "vitest";
import { measurementSchema, type PartResult, type Results, resultsSchema } from "./schema.js";
import { summarise, summaryLine } from "./summary.js";

const part = (name: string, measurement: unknown, ...remarks: string[]): PartResult => ({
  name,
  seconds: 1,
  measurement: measurement === null ? null : measurementSchema.parse(measurement),
  remarks,
});

const machine = part("machine", {
  kind: "machine",
  node: "v20.20.2",
  system: "Linux 6 x64",
  processor: "A processor",
  cores: 16,
  memoryGiB: 128,
  nvidiaSmi: "A card, 580.1",
  adapter: { vendor: "nvidia", architecture: "hopper", device: "A card", description: "" },
  software: false,
  limits: { maxBufferSize: 4 * 2 ** 30, maxStorageBufferBindingSize: 2 ** 31 },
  features: ["timestamp-query"],
  pytorch: { missing: "No module named 'torch'" },
});

const contender = (name: string, imagesPerSecond: number) => ({
  name,
  imagesPerSecond,
  slowest: imagesPerSecond / 2,
  fastest: imagesPerSecond * 2,
  turns: 5,
  stepsOfTurn: 10,
});

const task = (task: string) => ({
  task,
  contenders: [contender("webgpu", 2000), contender("PyTorch float32", 8000)],
  ratios: { "PyTorch float32": 0.25 },
  teraflops: 0.5,
});

const speed = part(
  "speed of nin",
  {
    kind: "speed",
    network: "nin standard",
    image: [112, 112, 3],
    multiplyAdds: 36_176_896,
    parameters: 1_088_272,
    batch: 32,
    tasks: [task("train"), task("forward")],
  },
  "Batch 64: EngineError: full",
);

const kernel = (output: number[]) => ({
  kernel: "Conv2D",
  output,
  calls: 5,
  milliseconds: 1.5,
  share: 0.75,
});

const profile = (kernelMilliseconds: number | null, shareOutsideKernels = 0.75) =>
  part("profile of nin", {
    kind: "profile",
    network: "nin standard",
    batch: 256,
    stepMilliseconds: 8,
    recordMilliseconds: 4,
    kernelMilliseconds,
    shareOutsideKernels: kernelMilliseconds === null ? null : shareOutsideKernels,
    calls: { dispatches: 131, passes: 9, submits: 9, bufferWrites: 131, buffersMade: 0 },
    byKernel: kernelMilliseconds === null ? [] : [kernel([])],
    slowest: kernelMilliseconds === null ? [] : [kernel([256, 56, 56, 16]), kernel([])],
  });

const results = (parts: PartResult[], quick = false): Results => ({
  resultsVersion: 1,
  pack: { commit: "abc123", made: "2026-01-02T03:04:05.000Z", versions: { webgpu: "0.6.2" } },
  quick,
  command: "run.sh",
  started: "2026-01-02T03:04:05.000Z",
  seconds: 90,
  parts,
});

test("the summary says what was measured, beside what, and what went wrong", () => {
  const page = summarise(results([machine, speed, profile(2), part("memory", null, "It hung.")]));
  expect(page).toContain("1.5 minutes, `run.sh`, commit abc123");
  expect(page).toContain("- WebGPU: nvidia, hopper, A card\n");
  expect(page).toContain("buffers 4.00 GiB");
  expect(page).toContain("PyTorch: none (No module named 'torch')");
  expect(page).toContain(
    "| PyTorch float32 | 8,000 (4,000 – 16,000) | 0.25 × | 8,000 (4,000 – 16,000) | 0.25 × |",
  );
  expect(page).toContain("2 ms in kernels, so 75 % of the step is outside of them");
  expect(page).toContain("| Conv2D | 5 | 1.5 | 75 % |");
  expect(page).toContain("| Conv2D 256×56×56×16 | 5 | 1.5 | 75 % |");
  expect(page).toContain("| Conv2D of one number | 5 | 1.5 | 75 % |");
  expect(page).toContain("WebGPU: 0.5 TFLOP/s in training");
  expect(page).toContain("- speed of nin: Batch 64: EngineError: full");
  expect(page).toContain("- memory (not measured): It hung.");
  expect(page).not.toContain("Tiny sizes");
  expect(page).not.toContain("software");
});

test("tiny sizes are called tiny", () => {
  expect(summarise(results([], true))).toContain("no speed");
});

test("a card without a clock for kernels has no time of kernels", () => {
  const page = summarise(results([profile(null)]));
  expect(page).toContain("the card has no clock for kernels. Recording it takes 4 ms");
});

test("kernels that take longer than the step are not said to leave a share of it", () => {
  const page = summarise(results([profile(12, -0.5)]));
  expect(page).toContain(
    "12 ms in kernels, more than the step, since each dispatch is timed alone.",
  );
});

test("a part's line tells its figure, or why there is none", () => {
  expect(summaryLine(speed)).toBe(
    "train 2,000 images/s, 0.25 × PyTorch float32; forward 2,000 images/s, 0.25 × PyTorch float32",
  );
  expect(summaryLine(part("memory", null, "It hung."))).toBe("FAILED. It hung.");
});

test("results survive being written and read", () => {
  const written = results([machine, speed, profile(2)]);
  expect(resultsSchema.parse(JSON.parse(JSON.stringify(written)))).toEqual(written);
});
