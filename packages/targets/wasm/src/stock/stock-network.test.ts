import "@tensorflow/tfjs-backend-wasm";
import { join } from "node:path";
import { type ReferenceEmbeddings, writeTinyModelFolder } from "@multibatch/conformance";
import { type MadeFolder, makeFolder } from "@multibatch/images/testing";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadEmbedder } from "../index.js";

let made: MadeFolder;
let folder: string;
let reference: ReferenceEmbeddings;
beforeEach(async () => {
  made = await makeFolder();
  folder = join(made.path, "model");
  reference = await writeTinyModelFolder(folder);
});
afterEach(() => made.remove());

describe("the stock engine", () => {
  it("leaves the active backend as it was, also where calls overlap with other work", async () => {
    await tf.setBackend("cpu");
    const embedder = await loadEmbedder(folder, { batchSize: 2, engine: "stock" });
    expect(tf.getBackend()).toBe("cpu");
    const embedding = embedder.embed(reference.pixels);
    const seen = new Set<string>();
    for (let i = 0; i < 20; i++) {
      seen.add(tf.getBackend());
      expect(tf.tidy(() => tf.sum(tf.ones([5])).dataSync())[0]).toBe(5);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await embedding;
    expect([...seen]).toEqual(["cpu"]);
    embedder.dispose();
    expect(tf.getBackend()).toBe("cpu");
  });

  it("works beside the stock wasm backend, whoever of the two goes first", async () => {
    await tf.setBackend("wasm");
    const embedder = await loadEmbedder(folder, { engine: "stock" });
    const product = () => tf.tidy(() => tf.matMul(tf.ones([2, 3]), tf.ones([3, 2])).dataSync()[3]);
    expect(product()).toBe(3);
    await embedder.embed(reference.pixels);
    expect(product()).toBe(3);
    embedder.dispose();
    expect(product()).toBe(3);
    const second = await loadEmbedder(folder, { engine: "stock" });
    tf.removeBackend("wasm");
    expect((await second.embed(reference.pixels)).length).toBe(reference.embeddings.length);
    second.dispose();
    const third = await loadEmbedder(folder, { engine: "stock" });
    expect((await third.embed(reference.pixels)).length).toBe(reference.embeddings.length);
    third.dispose();
  });

  it("keeps the process's exception handlers as they are", async () => {
    const own = () => undefined;
    process.on("unhandledRejection", own);
    const before = process.listeners("unhandledRejection");
    const embedder = await loadEmbedder(folder, { engine: "stock" });
    expect(process.listeners("unhandledRejection")).toEqual(before);
    embedder.dispose();
    expect(process.listeners("unhandledRejection")).toEqual(before);
    process.removeListener("unhandledRejection", own);
  });
});
