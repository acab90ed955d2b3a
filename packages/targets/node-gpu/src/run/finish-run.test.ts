import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tinyPipeline } from "@multibatch/conformance";
import { costOf } from "@multibatch/core";
import { loadNetwork } from "@multibatch/core/network";
import { readSafetensors } from "@multibatch/formats";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeGpu } from "../index.js";
import { embedImages } from "../network/embed-images.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "multibatch-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("the model folder of a network with batch normalisation", () => {
  it("holds a network without, that embeds as the trained one did", async () => {
    const trainer = await nodeGpu({ engine: "cpu", steps: 12 }).create();
    if (trainer.role !== "trainer") throw new Error("not a trainer");
    const { modelFolder, card } = await trainer.train(tinyPipeline(), { output: folder });
    const modelJson = await readFile(join(modelFolder, "model.json"), "utf8");
    expect(modelJson).toContain("Conv2D");
    expect(modelJson).not.toContain("BatchNormalization");
    expect(modelJson).not.toContain("Activation");
    const onnx = await readFile(join(modelFolder, "model.onnx"), "latin1");
    expect(onnx).toContain("Conv");
    expect(onnx).not.toMatch(/BatchNorm|Rsqrt|Sqrt|Div/);

    await tf.setBackend("cpu");
    const weights = await readFile(join(modelFolder, "weights.bin"));
    const network = await loadNetwork({ modelJson, weights });
    expect(card.cost.parameters).toBe(network.countParams());
    expect(card.cost.multiplyAdds).toBe(costOf(network).multiplyAdds);
    const { tensors } = readSafetensors(await readFile(join(folder, "reference.safetensors")));
    const expected = tensors.embeddings.data as Float32Array;
    const actual = await embedImages(network, tensors.pixels.data as Uint8Array, 16);
    const largest = Math.max(...expected.map(Math.abs));
    const differences = expected.map((value, i) => Math.abs(value - actual[i]));
    expect(Math.max(...differences) / largest).toBeLessThan(2e-6);
    network.dispose();
  });
});
