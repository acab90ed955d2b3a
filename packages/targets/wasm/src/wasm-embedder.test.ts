import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type ReferenceEmbeddings, writeTinyModelFolder } from "@multibatch/conformance";
import type { ModelCard } from "@multibatch/core";
import { decodeImage } from "@multibatch/images";
import { type MadeFolder, makeFolder, makePng } from "@multibatch/images/testing";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadEmbedder, urlSource } from "./index.js";

let made: MadeFolder;
let folder: string;
let reference: ReferenceEmbeddings;
beforeEach(async () => {
  made = await makeFolder();
  folder = join(made.path, "model");
  reference = await writeTinyModelFolder(folder);
});
afterEach(() => made.remove());

describe("embedding", () => {
  it("decodes a file to the card's crop", async () => {
    const embedder = await loadEmbedder(folder);
    const png = await makePng({ width: 31, height: 17, seed: 3 });
    const path = join(made.path, "Gesicht größer 顔.png");
    await writeFile(path, png);
    const expected = await embedder.embed(await decodeImage(png, embedder.card.input.crop));
    expect(await embedder.embedFile(path)).toEqual(expected);
    expect(await embedder.embedFile(png)).toEqual(expected);
    await expect(embedder.embedFile(join(made.path, "none.png"))).rejects.toThrow(/none\.png/);
    embedder.dispose();
  });

  it("leaves the active backend as it was, also where calls overlap with other work", async () => {
    await tf.setBackend("cpu");
    const embedder = await loadEmbedder(folder, { batchSize: 2 });
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
    const embedder = await loadEmbedder(folder);
    const product = () => tf.tidy(() => tf.matMul(tf.ones([2, 3]), tf.ones([3, 2])).dataSync()[3]);
    expect(product()).toBe(3);
    await embedder.embed(reference.pixels);
    expect(product()).toBe(3);
    embedder.dispose();
    expect(product()).toBe(3);
    const second = await loadEmbedder(folder);
    tf.removeBackend("wasm");
    expect((await second.embed(reference.pixels)).length).toBe(reference.embeddings.length);
    second.dispose();
    const third = await loadEmbedder(folder);
    expect((await third.embed(reference.pixels)).length).toBe(reference.embeddings.length);
    third.dispose();
  });

  it("refuses to go on where it was disposed between two batches", async () => {
    const embedder = await loadEmbedder(folder, { batchSize: 1 });
    const embedding = embedder.embed(reference.pixels);
    await Promise.resolve();
    embedder.dispose();
    await expect(embedding).rejects.toThrow(/disposed/);
  });

  it("keeps the process's exception handlers as they are", async () => {
    const own = () => undefined;
    process.on("unhandledRejection", own);
    const before = process.listeners("unhandledRejection");
    const embedder = await loadEmbedder(folder);
    expect(process.listeners("unhandledRejection")).toEqual(before);
    embedder.dispose();
    expect(process.listeners("unhandledRejection")).toEqual(before);
    process.removeListener("unhandledRejection", own);
  });
});

describe("model folders", () => {
  it("refuses a file that the card does not vouch for", async () => {
    await editCard((card) => {
      delete (card.files as Record<string, string>)["weights.bin"];
    });
    await expect(loadEmbedder(folder)).rejects.toThrow(/does not list weights\.bin/);
  });

  it("refuses a network of another size than the card's", async () => {
    await editCard((card) => Object.assign(card.output, { dimensions: 8 }));
    await expect(loadEmbedder(folder)).rejects.toThrow(/gives 7, but card\.json says 8/);
    await editCard((card) => Object.assign(card.output, { dimensions: 7 }));
    await editCard((card) => Object.assign(card.input.crop, { width: 11 }));
    await expect(loadEmbedder(folder)).rejects.toThrow(/takes 12 × 10 × 3, .* 12 × 11 × 3/);
  });

  it("refuses a network with an unknown layer by name", async () => {
    await editModel((text) => text.replace('"MaxPooling2D"', '"Telescope"'));
    await expect(loadEmbedder(folder)).rejects.toMatchObject({
      name: "ModelFolderError",
      message: expect.stringMatching(/model\.json.*Telescope/),
    });
  });

  it("refuses weights that do not fit the network", async () => {
    const before = tf.engine().state.numTensors;
    await editModel((text) => text.replace('"units":7', '"units":6'));
    await expect(loadEmbedder(folder)).rejects.toThrow(/weights of ".*" do not fit model\.json/);
    expect(tf.engine().state.numTensors).toBe(before);
  });

  it("says so where a file stands in place of the folder", async () => {
    await expect(loadEmbedder(join(folder, "card.json"))).rejects.toThrow(/is a file, not a model/);
  });

  it("are also read by fetch", async () => {
    const server = createServer((request, response) => {
      readFile(join(folder, String(request.url).replace("/models/tiny/", ""))).then(
        (content) => response.end(content),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const embedder = await loadEmbedder(urlSource(`${address}/models/tiny`));
    expect((await embedder.embed(reference.pixels)).length).toBe(reference.embeddings.length);
    embedder.dispose();
    await expect(loadEmbedder(urlSource(`${address}/models/none/`))).rejects.toThrow(/answers 404/);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await expect(loadEmbedder(urlSource(address))).rejects.toThrow(/cannot be fetched/);
  });
});

async function editCard(change: (card: ModelCard) => void): Promise<void> {
  const path = join(folder, "card.json");
  const card = JSON.parse(await readFile(path, "utf8")) as ModelCard;
  change(card);
  await writeFile(path, JSON.stringify(card));
}

/** Changes model.json and its checksum: what a faulty writer would leave. */
async function editModel(change: (text: string) => string): Promise<void> {
  const path = join(folder, "model.json");
  const text = change(await readFile(path, "utf8"));
  await writeFile(path, text);
  const sha256 = createHash("sha256").update(text).digest("hex");
  await editCard((card) => Object.assign(card.files, { "model.json": sha256 }));
}
