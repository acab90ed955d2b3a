import { describe, expect, it } from "vitest";
import { testDataset, tinyPipeline } from "./index.js";

/** The data that trainers are tried on is held to what everybody's data sets are held to. */
describe("the tiny pipeline", () => {
  testDataset("tiny", async () => tinyPipeline().dataset);

  it("draws the same pairs in every process: they depend on no seed of a run", () => {
    const pairsOf = (seed: number) => tinyPipeline(seed).dataset.protocols.validation?.folds[0];
    expect(pairsOf(1)).toEqual(pairsOf(2));
    expect(pairsOf(1)?.first.length).toBe(40);
  });

  it("samples the same batches for one seed, and goes on from a state", () => {
    const { sampler } = tinyPipeline();
    const population = { images: Int32Array.of(5, 6, 7), identities: Int32Array.of(1, 1, 2) };
    const stream = sampler.start(population, 9);
    expect(stream.next()).toEqual(sampler.start(population, 9).next());
    expect(sampler.resume(population, stream.state()).next()).toEqual(stream.next());
  });
});
