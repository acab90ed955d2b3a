import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cardVersion, type ModelCard } from "@multibatch/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { folderSource } from "../node/index.js";
import { readModelFiles } from "./model-files.js";

const weights = new Uint8Array(Float32Array.of(1, 2, 3).buffer);
const modelJson = JSON.stringify({
  modelTopology: { class_name: "Model" },
  weightsManifest: [
    { paths: ["first.bin"], weights: [{ name: "a", shape: [2], dtype: "float32" }] },
    { paths: ["second.bin"], weights: [{ name: "b", shape: [1], dtype: "float32" }] },
  ],
});
const contents: Readonly<Record<string, string | Uint8Array>> = {
  "model.json": modelJson,
  "first.bin": weights.subarray(0, 8),
  "second.bin": weights.subarray(8),
};

/** Reads a folder that is in memory, with some files or parts of the card replaced. */
function read(changed: Readonly<Record<string, string | Uint8Array>> = {}, card: object = {}) {
  const files = { ...contents, "card.json": JSON.stringify({ ...cardOf(), ...card }), ...changed };
  const source = {
    name: "here",
    read: async (file: string) => {
      const content = (files as Record<string, string | Uint8Array>)[file];
      return typeof content === "string" ? new TextEncoder().encode(content) : content;
    },
  };
  return readModelFiles(source, "the-reader");
}

const sha256 = (content: string | Uint8Array) => createHash("sha256").update(content).digest("hex");

function cardOf(): ModelCard {
  const none = { falseAcceptRate: null, falseRejectRate: null, standardError: null, pairs: 0 };
  return {
    cardVersion,
    name: "by hand",
    created: "2026-01-01T00:00:00Z",
    input: {
      crop: { height: 8, width: 8, channels: 1, region: 1, fit: "cover" },
      normalisation: { scale: 1, offset: 0 },
    },
    output: { dimensions: 1, distance: { norm: "l2" } },
    threshold: { value: 1, operatingPoint: "none", ...none },
    cost: { multiplyAdds: 0, floatingPointOperations: 0, parameters: 3 },
    data: {
      ...{ name: "none", licence: "none" },
      ...{ trainingImages: 0, trainingIdentities: 0, unreadableImages: 0 },
    },
    training: {
      ...{ steps: 0, bestStep: 0, seed: 1, engine: "cpu", threads: 1, seconds: 0 },
      ...{ config: {}, versions: {} },
    },
    metrics: {},
    files: Object.fromEntries(Object.entries(contents).map(([name, file]) => [name, sha256(file)])),
  };
}

describe("readModelFiles", () => {
  it("gives the card, the topology, and the weights of all files one after the other", async () => {
    const files = await read();
    expect(files.card).toEqual(cardOf());
    expect(files.topology).toEqual({ class_name: "Model" });
    expect(files.weightSpecs.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(files.weights).toEqual(weights);
    expect(files.weights.buffer.byteLength).toBe(12);
  });

  it("checks every file that the card lists, those that no network is made of too", async () => {
    const files = { ...cardOf().files, "model.onnx": sha256("as it was") };
    await expect(read({ "model.onnx": "changed" }, { files })).rejects.toThrow(
      /model\.onnx of "here" is not the file that card\.json describes/,
    );
  });

  it.each(["../weights.bin", "a/b", "a\\b", "", ".hidden", "weights.bin?x"])(
    "refuses a card that lists %j",
    async (file) => {
      await expect(read({}, { files: { [file]: sha256("") } })).rejects.toThrow(
        /which is no file of the folder itself/,
      );
    },
  );

  it.each([
    ["another version", {}, { cardVersion: 99 }, /version 99; the-reader knows version 1/],
    ["a file that is not listed", {}, { files: {} }, /does not list model\.json/],
    ["a card without a threshold", {}, { threshold: undefined }, /threshold[\s\S]*Write the model/],
    ["a card that is no JSON", { "card.json": "{" }, {}, /card\.json of "here" is not valid JSON/],
    [
      "a flipped bit",
      { "first.bin": Uint8Array.of(1) },
      {},
      /first\.bin of "here" is not the file/,
    ],
  ])("refuses %s", async (_name, changed, card, message) => {
    await expect(read(changed as Record<string, string>, card)).rejects.toMatchObject({
      name: "ModelFolderError",
      message: expect.stringMatching(message),
    });
  });

  it("refuses a description without weights, though its checksum is right", async () => {
    const bare = JSON.stringify({ modelTopology: {} });
    const files = { ...cardOf().files, "model.json": sha256(bare) };
    await expect(read({ "model.json": bare }, { files })).rejects.toThrow(/weightsManifest/);
  });
});

describe("folderSource", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "multibatch-folder-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("reads files, and explains what is missing", async () => {
    await writeFile(join(folder, "weights.bin"), weights);
    const source = folderSource(folder);
    expect(new Uint8Array(await source.read("weights.bin"))).toEqual(weights);
    await expect(source.read("card.json")).rejects.toThrow(/has no card\.json/);
    const file = folderSource(join(folder, "weights.bin"));
    await expect(file.read("card.json")).rejects.toThrow(/is a file, not a model folder/);
    const nowhere = folderSource(join(folder, "none"));
    await expect(nowhere.read("card.json")).rejects.toThrow(/There is no model folder/);
  });
});
