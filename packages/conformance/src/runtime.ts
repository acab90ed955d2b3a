import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { distanceBetween, type Embedder, imageSize, type Runtime } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { damages } from "./runtime/damage.js";
import type { ReferenceEmbeddings } from "./runtime/network-folder.js";
import { writeTinyModelFolder } from "./runtime/tiny-model-folder.js";

export * from "./runtime/network-folder.js";
export { type TestCardParts, testCard, testNormalisation } from "./runtime/test-card.js";
export * from "./runtime/tiny-model-folder.js";

/** Greatest difference of a number from the reference, as a share of the greatest magnitude. */
export const runtimeTolerance = 1e-4;
/** The same between a batch and its images one by one, which the runtime computes both. */
const batchTolerance = 1e-5;

/**
 * Holds a runtime to the contract: it embeds like the network that was saved, refuses damaged
 * folders by name, and frees what it took.
 *
 * @param makeModelFolder writes a model folder and returns embeddings to compare with
 */
export function testRuntime(
  name: string,
  create: () => Promise<Runtime>,
  makeModelFolder: (folder: string) => Promise<ReferenceEmbeddings> = writeTinyModelFolder,
): void {
  describe(`runtime ${name}`, () => {
    let place: string;
    let folder: string;
    let reference: ReferenceEmbeddings;
    let runtime: Runtime;
    beforeAll(async () => {
      place = await mkdtemp(join(tmpdir(), "multibatch-runtime-"));
      folder = join(place, "model folder ñ");
      reference = await makeModelFolder(folder);
      runtime = await create();
    });
    afterAll(async () => {
      await rm(place, { recursive: true, force: true });
    });

    it("has contract 1 and its role", () => {
      expect(runtime.contract).toBe(1);
      expect(runtime.role).toBe("runtime");
    });

    describe("a loaded model", () => {
      let embedder: Embedder;
      let size: number;
      let dimensions: number;
      beforeAll(async () => {
        embedder = await runtime.load(folder);
        size = imageSize(embedder.card.input.crop);
        dimensions = embedder.card.output.dimensions;
      });
      afterAll(() => embedder.dispose());

      it("embeds like the reference", async () => {
        const embeddings = await embedder.embed(reference.pixels);
        expect(embeddings).toBeInstanceOf(Float32Array);
        expectNear(embeddings, reference.embeddings, runtimeTolerance);
      });

      it("embeds a batch like its images one by one", async () => {
        const batch = await embedder.embed(reference.pixels);
        for (let i = 0; i < batch.length / dimensions; i++) {
          const image = reference.pixels.subarray(i * size, (i + 1) * size);
          const single = await embedder.embed(image);
          const row = batch.subarray(i * dimensions, (i + 1) * dimensions);
          expectNear(single, row, batchTolerance);
        }
      });

      it("embeds more images than it takes at a time, in their order", async () => {
        const count = reference.pixels.length / size;
        const rounds = Math.ceil(150 / count);
        const many = new Uint8Array(rounds * reference.pixels.length);
        for (let i = 0; i < rounds; i++) many.set(reference.pixels, i * reference.pixels.length);
        const embeddings = await embedder.embed(many);
        const length = reference.embeddings.length;
        expect(embeddings.length).toBe(rounds * length);
        for (let i = 0; i < rounds; i++) {
          const part = embeddings.subarray(i * length, (i + 1) * length);
          expectNear(part, reference.embeddings, runtimeTolerance);
        }
      });

      it("embeds nothing as nothing", async () => {
        expect((await embedder.embed(new Uint8Array(0))).length).toBe(0);
      });

      it("answers calls that overlap", async () => {
        const answers = await Promise.all([1, 2, 3].map(() => embedder.embed(reference.pixels)));
        for (const answer of answers) expectNear(answer, reference.embeddings, runtimeTolerance);
      });

      it("refuses pixels that are no whole number of images", async () => {
        for (const length of [1, size - 1, size + 1]) {
          await expect(embedder.embed(new Uint8Array(length))).rejects.toMatchObject({
            name: "DataError",
            message: expect.stringContaining(String(size)),
          });
        }
      });

      it("compares by the card's distance and threshold", async () => {
        const [first, second] = [0, 1].map((i) =>
          reference.embeddings.slice(i * dimensions, (i + 1) * dimensions),
        );
        const verdict = embedder.compare(first, second);
        const distance = distanceBetween(first, second, embedder.card.output.distance);
        const threshold = embedder.card.threshold.value;
        expect(verdict).toEqual({ distance, threshold, same: distance < threshold });
        expect(embedder.compare(second, first)).toEqual(verdict);
        expect(embedder.compare(first, first).distance).toBe(0);
        expect(embedder.distance).toEqual(embedder.card.output.distance);
        expect(() => embedder.compare(first, second.subarray(1))).toThrow(/compared/);
      });

      it("leaves no tensor behind a call", async () => {
        await embedder.embed(reference.pixels);
        const before = tf.engine().state.numTensors;
        for (let i = 0; i < 5; i++) await embedder.embed(reference.pixels);
        expect(tf.engine().state.numTensors).toBe(before);
      });
    });

    it("frees everything on dispose, with several models loaded, and refuses to go on", async () => {
      const before = tf.engine().state.numTensors;
      const embedders = await Promise.all([runtime.load(folder), runtime.load(folder)]);
      embedders[0].dispose();
      embedders[0].dispose();
      const embeddings = await embedders[1].embed(reference.pixels);
      expectNear(embeddings, reference.embeddings, runtimeTolerance);
      embedders[1].dispose();
      expect(tf.engine().state.numTensors).toBe(before);
      await expect(embedders[1].embed(reference.pixels)).rejects.toThrow(/disposed/);
    });

    describe("a damaged folder is refused", () => {
      for (const damage of damages) {
        it(damage.name, async () => {
          const copy = join(place, "damaged");
          await rm(copy, { recursive: true, force: true });
          await cp(folder, copy, { recursive: true });
          await damage.apply(copy);
          const before = tf.engine().state.numTensors;
          await expect(runtime.load(copy)).rejects.toMatchObject({
            name: "ModelFolderError",
            message: expect.stringMatching(damage.message),
          });
          expect(tf.engine().state.numTensors).toBe(before);
        });
      }
    });
  });
}

function expectNear(actual: Float32Array, expected: Float32Array, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const allowed = tolerance * expected.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const worst = actual.reduce((most, x, i) => Math.max(most, Math.abs(x - expected[i])), 0);
  expect(worst).toBeLessThanOrEqual(allowed);
}
