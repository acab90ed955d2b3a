import { buildNetwork } from "@multibatch/target-node-gpu";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { describeNetwork } from "./describe-network.js";
import { networks } from "./networks.js";

tf.enableProdMode();

async function describe(name: "nin" | "aligner-nin" | "vgg-tiny" | "small") {
  const network = buildNetwork(await networks[name].models(), networks[name], 1);
  try {
    return describeNetwork(network, name === "aligner-nin");
  } finally {
    network.dispose();
  }
}

test("PyTorch is told the embedder layer by layer", async () => {
  expect((await describe("small")).layers).toEqual([
    ["convolution", 8, 5, 2],
    ["convolution", 8, 1, 1],
    ["pool"],
    ["convolution", 16, 3, 1],
    ["convolution", 16, 1, 1],
    ["pool"],
    ["dense", 32],
  ]);
  const { aligner, layers } = await describe("vgg-tiny");
  expect(aligner).toBe(false);
  expect(layers).toHaveLength(9);
  expect(layers.slice(0, 3)).toEqual([
    ["convolution", 8, 3, 1],
    ["pool"],
    ["convolution", 16, 3, 1],
  ]);
});

test("an aligner is named, and not described", async () => {
  const [plain, aligned] = [await describe("nin"), await describe("aligner-nin")];
  expect(aligned).toEqual({ aligner: true, layers: plain.layers });
});

test("the aligner of pytorch_step.py is the preset: they have the same number of parameters", async () => {
  const network = buildNetwork(await networks["aligner-nin"].models(), networks["aligner-nin"], 1);
  // Of the two in PyTorch, as pytorch_step_gpu.py prints it.
  expect(network.countParams()).toBe(1_136_092);
  network.dispose();
});
