import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ModelCard, modelCardSchema } from "@multibatch/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkAgreement } from "./quickstart/check-agreement.js";
import { examples, runMultibatch, startMultibatch } from "./run-multibatch.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "multibatch-examples-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const set = (options: Record<string, unknown>) =>
  Object.entries(options).flatMap(([path, value]) => ["--set", `${path}=${JSON.stringify(value)}`]);

/** Few steps on few faces: enough to run every line of an example. */
const short = {
  "target.steps": 4,
  "target.schedule.warmUpSteps": 1,
  "target.validation.every": 4,
  "target.threads": 1,
};
const fewFaces = {
  "dataset.identities": { train: 70, validation: 24, test: 24 },
  "dataset.imagesPerIdentity": 4,
};

const cardOf = async (run: string): Promise<ModelCard> =>
  modelCardSchema.parse(
    JSON.parse(await readFile(join(folder, run, "model", "card.json"), "utf8")),
  );
const weightsOf = (run: string) => readFile(join(folder, run, "model", "weights.bin"));

describe("examples", () => {
  it("quickstart: trains, judges with a report, and agrees with the wasm runtime", async () => {
    const run = join(folder, "quickstart");
    const config = "quickstart/multibatch.config.ts";
    const trained = await runMultibatch(
      ...["train", config, "--output", run],
      ...set({ ...short, ...fewFaces }),
    );
    expect(trained, trained.errors).toMatchObject({ status: 0 });
    expect(await readdir(join(run, "model"))).toEqual(
      ["card.json", "model.json", "model.onnx", "weights.bin"].sort(),
    );
    const judged = await runMultibatch("eval", join(run, "model"), "--config", config, "--json");
    expect(judged, judged.errors).toMatchObject({ status: 0 });
    expect(JSON.parse(judged.output).accuracy).toBeGreaterThan(0.4);
    const report = await readFile(join(run, "report.html"), "utf8");
    expect(report).toContain("<svg");
    expect(report).not.toMatch(/(src|href)="https?:/);
    expect(await checkAgreement(run)).toBeLessThan(1e-4);
  });

  it("own-loss: a loss from the user's own file, by the configuration alone", async () => {
    const run = join(folder, "own-loss");
    const trained = await runMultibatch(
      ...["train", "own-loss/multibatch.config.json", "--output", run],
      ...set({ ...short, ...fewFaces }),
    );
    expect(trained, trained.errors).toMatchObject({ status: 0 });
    const card = await cardOf("own-loss");
    expect(card.training.config).toMatchObject({ loss: { use: "./my-loss.ts", margin: 2 } });
    expect(card.output.distance).toEqual({ norm: "l2" });
  });

  it("random-pairs: another sampler, by the configuration alone", async () => {
    const run = join(folder, "random-pairs");
    const trained = await runMultibatch(
      ...["train", "random-pairs/multibatch.config.json", "--output", run],
      ...set({ ...short, ...fewFaces }),
    );
    expect(trained, trained.errors).toMatchObject({ status: 0 });
    const { training } = await cardOf("random-pairs");
    expect(training.config).toMatchObject({ sampler: { use: "@multibatch/sampler-random-pairs" } });
  });

  it("aligned: a warp before the embedder, which every engine and the wasm runtime compute alike", async () => {
    const run = join(folder, "aligned");
    const trained = await runMultibatch(
      ...["train", "aligned/multibatch.config.ts", "--output", run],
      ...set({ ...short, ...fewFaces, "model.0.warmStart.steps": 3 }),
    );
    expect(trained, trained.errors).toMatchObject({ status: 0 });
    expect(trained.errors).toContain("Aligning images to each other");
    expect(await readdir(join(run, "model"))).toContain("model.onnx");
    expect(await checkAgreement(run)).toBeLessThan(1e-4);
  });

  it("a run that is killed goes on from its checkpoint to the same weights", async () => {
    const options = set({ ...short, ...fewFaces, "target.steps": 12, "target.checkpointEvery": 3 });
    const train = (run: string, ...more: string[]) => [
      ...["train", "quickstart/multibatch.config.ts", "--output", join(folder, run), "--json"],
      ...options,
      ...more,
    ];
    expect(await runMultibatch(...train("whole"))).toMatchObject({ status: 0 });

    const child = startMultibatch(...train("killed"));
    let output = "";
    child.stdout?.on("data", (chunk) => {
      output += chunk;
      // Past a checkpoint and past steps that it does not hold.
      if (output.includes('"checkpoint"') && /"step":8\b/.test(output)) child.kill("SIGKILL");
    });
    const signal = await new Promise((resolve) => child.on("close", (_code, by) => resolve(by)));
    expect(signal).toBe("SIGKILL");
    expect(existsSync(join(folder, "killed", "model"))).toBe(false);

    const resumed = await runMultibatch(...train("killed", "--resume"));
    expect(resumed, resumed.errors).toMatchObject({ status: 0 });
    expect((await weightsOf("killed")).equals(await weightsOf("whole"))).toBe(true);
  });

  it("Ctrl-C ends in a saved model, and --resume goes on from there", async () => {
    const options = set({ ...short, ...fewFaces, "target.steps": 12 });
    const train = (...more: string[]) => [
      ...[
        "train",
        "quickstart/multibatch.config.ts",
        "--output",
        join(folder, "stopped"),
        "--json",
      ],
      ...options,
      ...more,
    ];
    const child = startMultibatch(...train());
    let output = "";
    child.stdout?.on("data", (chunk) => {
      const before = output;
      output += chunk;
      const reached = /"step":4\b/;
      if (reached.test(output) && !reached.test(before)) child.kill("SIGINT");
    });
    const status = await new Promise((resolve) => child.on("close", resolve));
    expect(status).toBe(130);
    const stopped = (await cardOf("stopped")).training.steps;
    expect(stopped).toBeLessThan(12);
    expect(await runMultibatch(...train("--resume"))).toMatchObject({ status: 0 });
    expect((await cardOf("stopped")).training.steps).toBe(12);
  });
});

const archives = [
  "lfw/lfw_aligned112.tar",
  "fiw/fiw_aligned112.tar",
  "omniglot/images_background.zip",
].map((archive) => join(examples, "../../shared/data", archive));
const missing = archives.filter((archive) => !existsSync(archive));
if (missing.length > 0) console.warn(`SKIPPED: real data, because ${missing} is missing.`);

describe.skipIf(missing.length > 0)("examples on real data", () => {
  it("lfw: trains on people who are in none of the judged pairs, and says so", async () => {
    const run = join(folder, "lfw");
    const config = "lfw/multibatch.config.json";
    const trained = await runMultibatch("train", config, "--output", run, ...set(short));
    expect(trained, trained.errors).toMatchObject({ status: 0 });
    const judged = await runMultibatch("eval", join(run, "model"), "--config", config, "--json");
    expect(judged, judged.errors).toMatchObject({ status: 0 });
    const { pairs, statement, folds } = JSON.parse(judged.output);
    expect([pairs, folds.length]).toEqual([1000, 10]);
    expect(statement).toMatch(/none of/i);
  }, 180_000);

  it("fiw: trains on a tar of identities, and is judged on faces of another data set", async () => {
    const run = join(folder, "fiw");
    const trained = await runMultibatch(
      ...["train", "fiw/multibatch.config.json", "--output", run],
      ...set({ ...short, "model.preset": "tiny", "target.validation.every": 100 }),
    );
    expect(trained, trained.errors).toMatchObject({ status: 0 });
    const { data } = await cardOf("fiw");
    expect(data).toMatchObject({
      name: "Families In the Wild",
      trainingIdentities: 2674,
      trainingImages: 15412,
    });
    const judged = await runMultibatch(
      ...["eval", join(run, "model"), "--config", "lfw/fold.config.json", "--json"],
    );
    expect(judged, judged.errors).toMatchObject({ status: 0 });
    const { pairs, statement } = JSON.parse(judged.output);
    expect(pairs).toBe(600);
    expect(statement).toMatch(/Judged on fold 10 of 10 of LFW View 2/);
  }, 180_000);

  it("omniglot: characters of other alphabets, judged within alphabets, too", async () => {
    const run = join(folder, "omniglot");
    const trained = await runMultibatch(
      ...["train", "omniglot/multibatch.config.json", "--output", run],
      ...set(short),
    );
    expect(trained, trained.errors).toMatchObject({ status: 0 });
    const judged = await runMultibatch(
      ...["eval", join(run, "model"), "--config", "omniglot/within-alphabet.config.json", "--json"],
    );
    expect(judged, judged.errors).toMatchObject({ status: 0 });
    const { folds, statement } = JSON.parse(judged.output);
    expect(folds).toHaveLength(10);
    expect(statement).toMatch(/one for each alphabet/);
  }, 180_000);
});
