import type { ModelCard } from "@multibatch/core";
import { describe, expect, it } from "vitest";
import { benchTable } from "./bench-table.js";
import type { Contender, Entrant } from "./contender.js";
import { compareRuntimes, largestDifference, quantile } from "./measure.js";

const card = {
  input: { crop: { height: 2, width: 2, channels: 1, region: 1, fit: "cover" } },
} as ModelCard;

/** A runtime whose times are given: embeds each image as the sum of its pixels. */
function entrant(name: string, milliseconds: number, log: string[], error = 0): Entrant {
  const contender: Contender = {
    name,
    threads: 1,
    modelBytes: 12_345,
    note: "",
    embed: async (pixels, count) => {
      log.push(`${name} ${count}`);
      const embeddings = Float32Array.from({ length: count }, (_, i) =>
        pixels.subarray(4 * i, 4 * i + 4).reduce((sum, x) => sum + x, error),
      );
      const time = milliseconds * count;
      return { embeddings, milliseconds: time, processorMilliseconds: time / 2 };
    },
    dispose: async () => void log.push(`${name} disposed`),
  };
  return { name, enter: async () => contender };
}

describe("compareRuntimes", () => {
  it("takes turns, and tells times, rates and differences", async () => {
    const log: string[] = [];
    const settings = { turns: 3, batch: 2 };
    const entrants = [entrant("a", 2, log), entrant("b", 4, log, 100)];
    const { measurements, missing } = await compareRuntimes(entrants, card, settings);
    expect(log.slice(4, 8)).toEqual(["a 1", "b 1", "a 2", "b 2"]);
    expect(log.slice(-2)).toEqual(["a disposed", "b disposed"]);
    expect(missing).toEqual([]);
    expect(measurements[0]).toMatchObject({
      name: "a",
      latency: { p50: 2, p95: 2 },
      imagesPerSecond: 500,
      processor: { single: 1, batch: 1 },
      largestDifference: 0,
    });
    expect(measurements[1].imagesPerSecond).toBe(250);
    expect(measurements[1].largestDifference).toBeGreaterThan(0.09);
  });

  it("goes on without a runtime that is not here, and says why", async () => {
    const absent: Entrant = {
      name: "absent",
      enter: async () => {
        throw new Error("not installed");
      },
    };
    const settings = { turns: 1, batch: 1 };
    const comparison = await compareRuntimes([absent, entrant("a", 1, [])], card, settings);
    expect(comparison.missing).toEqual([{ name: "absent", reason: "not installed" }]);
    expect(comparison.measurements.map(({ name }) => name)).toEqual(["a"]);
    const table = benchTable(comparison).split("\n");
    expect(table[0]).toMatch(/^runtime +threads +p50 ms +p95 ms +images\/s/);
    expect(table[1]).toMatch(/^a +1 +1 +1 +1,000 +0\.5 +0\.5 .* 12\.3 kB +reference$/);
    expect(table[2]).toBe("Not here: absent: not installed");
  });
});

describe("figures", () => {
  it("are the nearest-rank quantile", () => {
    const values = [5, 1, 3, 2, 4];
    expect(quantile(values, 0.5)).toBe(3);
    expect(quantile(values, 0.95)).toBe(5);
    expect(quantile(values, 0)).toBe(1);
  });

  it("are the largest difference as a share of the largest number", () => {
    const reference = Float32Array.of(1, -4);
    expect(largestDifference(reference, Float32Array.of(2, -4))).toBe(0.25);
    expect(largestDifference(reference, reference)).toBe(0);
  });
});
