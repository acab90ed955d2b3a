import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type ReferenceEmbeddings, writeTinyModelFolder } from "@multibatch/conformance";
import { imageSize, type ModelCard } from "@multibatch/core";
import { decodeImage } from "@multibatch/images";
import { type MadeFolder, makeFolder, makePng } from "@multibatch/images/testing";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
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

  it("refuses to go on where it was disposed between two batches", async () => {
    const embedder = await loadEmbedder(folder, { batchSize: 1 });
    const embedding = embedder.embed(reference.pixels);
    await Promise.resolve();
    embedder.dispose();
    await expect(embedding).rejects.toThrow(/disposed/);
  });
});

describe("input", () => {
  it("may be floats, as long as they are numbers", async () => {
    const embedder = await loadEmbedder(folder);
    const floats = Float32Array.from(reference.pixels);
    expect(await embedder.embed(floats)).toEqual(await embedder.embed(reference.pixels));
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY]) {
      floats[imageSize(embedder.card.input.crop) + 5] = wrong;
      await expect(embedder.embed(floats)).rejects.toMatchObject({
        name: "DataError",
        message: expect.stringMatching(new RegExp(`Number 5 of image 1 is ${wrong}`)),
      });
    }
    embedder.dispose();
  });

  it("may be images of any size, in colour or grey", async () => {
    const embedder = await loadEmbedder(folder);
    const { crop } = embedder.card.input;
    const image = (width: number, height: number, channels: number) => ({
      data: new Uint8ClampedArray(width * height * channels).fill(255),
      width,
      height,
    });
    const white = await embedder.embed(new Uint8Array(imageSize(crop)).fill(255));
    const both = await embedder.embed([image(30, 20, 4), image(5, 9, 1)]);
    expect(both).toEqual(Float32Array.of(...white, ...white));
    expect(await embedder.embed(image(7, 7, 3))).toEqual(white);
    await expect(embedder.embed(image(7, 7, 2))).rejects.toThrow(/7 × 7 pixels has 49 bytes/);
    await expect(embedder.embed(image(0, 0, 4))).rejects.toThrow(/0 × 0 pixels cannot be cropped/);
    await expect(embedder.embed(["a.png"] as never)).rejects.toThrow(/\{ data, width, height \}/);
    embedder.dispose();
  });

  it("cuts faces to the card's crop", async () => {
    const embedder = await loadEmbedder(folder);
    const image = { data: new Uint8ClampedArray(40 * 40 * 4).fill(255), width: 40, height: 40 };
    const face = embedder.cropFace(image, { box: { left: 10, top: 10, width: 20, height: 20 } });
    expect(face).toEqual(new Uint8Array(imageSize(embedder.card.input.crop)).fill(255));
    embedder.dispose();
  });
});

describe("comparing", () => {
  it("tells the probability where the card has its curve", async () => {
    await editCard((card) => Object.assign(card, { probability: { slope: -2, intercept: 3 } }));
    const embedder = await loadEmbedder(folder);
    const [first, second] = [new Float32Array(7), new Float32Array(7)];
    expect(embedder.compare(first, second).probability).toBe(1);
    second[0] = 2;
    const expected = 1 / (1 + Math.exp(2 * Math.log(4) - 3));
    expect(embedder.compare(first, second).probability).toBeCloseTo(expected, 12);
    embedder.dispose();
  });
});

describe("the engine", () => {
  it("is our own where it can, and says how it computes", async () => {
    const embedder = await loadEmbedder(folder);
    expect(embedder.engine).toMatchObject({ name: "own", simd: true });
    expect(embedder.engine.reason).toBeUndefined();
    expect(embedder.engine.plan.map(({ method }) => method)).toEqual([
      "direct convolution",
      "matrix product",
    ]);
    embedder.dispose();
  });

  it("is stock tfjs for a network that ours does not know, and says why", async () => {
    await editModel((text) => text.replace('"activation":"relu"', '"activation":"softplus"'));
    const embedder = await loadEmbedder(folder);
    expect(embedder.engine.name).toBe("stock");
    expect(embedder.engine.reason).toMatch(/activation "softplus"/);
    expect((await embedder.embed(reference.pixels)).every(Number.isFinite)).toBe(true);
    embedder.dispose();
    await expect(loadEmbedder(folder, { engine: "own" })).rejects.toThrow(/softplus/);
  });

  it("is stock tfjs where WebAssembly has no SIMD, and says so", async () => {
    const validate = vi.spyOn(WebAssembly, "validate").mockReturnValue(false);
    try {
      const embedder = await loadEmbedder(folder);
      expect(embedder.engine.name).toBe("stock");
      expect(embedder.engine.reason).toMatch(/no 128-bit SIMD/);
      const embeddings = await embedder.embed(reference.pixels);
      embeddings.forEach((x, i) => void expect(x).toBeCloseTo(reference.embeddings[i], 4));
      embedder.dispose();
      await expect(loadEmbedder(folder, { engine: "own" })).rejects.toThrow(/no 128-bit SIMD/);
    } finally {
      validate.mockRestore();
    }
  });

  it("is refused by name where it is unknown", async () => {
    const wrong = { engine: "fast" } as never;
    await expect(loadEmbedder(folder, wrong)).rejects.toMatchObject({ name: "ConfigError" });
  });
});

describe("model folders", () => {
  it("refuses a card of a newer version", async () => {
    await editCard((card) => Object.assign(card, { cardVersion: 2 }));
    await expect(loadEmbedder(folder)).rejects.toThrow(
      /has version 2; @multibatch\/target-wasm knows version 1/,
    );
  });

  it("refuses weights that end early although the card vouches for them", async () => {
    const path = join(folder, "weights.bin");
    const bytes = (await readFile(path)).subarray(0, -4);
    await writeFile(path, bytes);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    await editCard((card) => Object.assign(card.files, { "weights.bin": sha256 }));
    await expect(loadEmbedder(folder)).rejects.toMatchObject({ name: "ModelFolderError" });
  });

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

  it("are found by the address of a file, too", async () => {
    const embedder = await loadEmbedder(pathToFileURL(folder));
    expect(embedder.card.name).toBe("test model");
    embedder.dispose();
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
    for (const place of [`${address}/models/tiny`, new URL(`${address}/models/tiny/`)]) {
      (await loadEmbedder(place)).dispose();
    }
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
