import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig, resolveEntry } from "@multibatch/core/node";
import { convergenceOptionsSchema, estimatorOptionsSchema } from "@multibatch/study";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { examples, runMultibatch } from "./run-multibatch.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "multibatch-studies-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const given = (flag: string, values: Record<string, unknown>) =>
  Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${JSON.stringify(value)}`]);

/** Few steps on few faces: enough to run every line. */
const short = given("--set", {
  "dataset.identities": { train: 70, validation: 24, test: 24 },
  "dataset.imagesPerIdentity": 4,
  "target.steps": 4,
  "target.schedule.warmUpSteps": 1,
  "target.validation.every": 2,
});

describe("studies of real faces", () => {
  const read = async (name: string) =>
    JSON.parse(await readFile(join(examples, "study", name), "utf8"));

  it("have configurations and options that fit, whether or not the faces are here", async () => {
    for (const name of ["fiw.config.json", "fiw.judge.json", "lfw.config.json"]) {
      await loadConfig(join(examples, "study", name));
    }
    const { arms = [], search } = convergenceOptionsSchema.parse(await read("fiw.options.json"));
    expect(arms.map(({ name }) => name)).toEqual([
      ...["all-pairs", "random-pairs", "batch-hard", "batch-all"],
    ]);
    for (const arm of arms) {
      if (arm.loss) await resolveEntry(arm.loss, "loss", arm.name, examples);
      if (arm.sampler) await resolveEntry(arm.sampler, "sampler", arm.name, examples);
    }
    expect(search.length).toBeGreaterThan(1);
    estimatorOptionsSchema.parse(await read("lfw.options.json"));
  });
});

describe("studies", () => {
  it("estimator: trains, measures at both weights, and writes data, figures and a report", async () => {
    const output = join(folder, "estimator");
    const finished = await runMultibatch(
      ...["study", "estimator", "--config", "study/multibatch.config.json", "--output", output],
      ...short,
      ...given("--option", {
        identities: 16,
        imagesPerIdentity: 4,
        sizes: [8, 16],
        groups: [2],
        norms: ["l2"],
        draws: 10,
        directions: 4,
        units: 8,
        partners: 2,
        replicates: 20,
      }),
    );
    expect(finished, finished.errors).toMatchObject({ status: 0 });
    expect(finished.output).toContain("log-log slope");
    const { measurements } = JSON.parse(await readFile(join(output, "study.json"), "utf8"));
    for (const { projection, norms } of measurements.weights) {
      expect(projection.relativeError).toBeLessThan(0.1);
      expect(norms[0].points).toHaveLength(2 * 2 * 4);
    }
    expect(await readdir(join(output, "figures"))).toHaveLength(2 * 2 * (2 + 1));
  });

  it("convergence: trains all arms, and tells their speed-ups", async () => {
    const output = join(folder, "convergence");
    const finished = await runMultibatch(
      ...["study", "convergence", "--config", "study/convergence.config.json", "--output", output],
      ...short,
      ...given("--option", { seeds: [5], search: [] }),
    );
    expect(finished, finished.errors).toMatchObject({ status: 0 });
    const { measurements, summary } = JSON.parse(
      await readFile(join(output, "study.json"), "utf8"),
    );
    expect(measurements.runs.map(({ arm }: { arm: string }) => arm)).toEqual([
      "all-pairs",
      "random-pairs",
      "triplets",
    ]);
    for (const { points } of measurements.runs) expect(points).toHaveLength(2);
    expect(summary.baseline).toBe("random-pairs");
  });
});
