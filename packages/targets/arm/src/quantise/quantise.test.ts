import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModelCard } from "@multibatch/core";
import { type FullyConnected, type Network, readNetwork, simplify } from "@multibatch/network";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { relativeError } from "../compilers.test.support.js";
import { readModelFolder } from "../model-folder.js";
import { writeModel } from "../model-folder.test.support.js";
import { tinyNetworks } from "../networks.test.support.js";
import { evaluateNetwork } from "./evaluate.js";
import { largestInteger, quantise } from "./quantise.js";

const scratch = mkdtempSync(join(tmpdir(), "multibatch-arm-quantise-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

it.each(Object.keys(tinyNetworks))("evaluates like tfjs, simplified: %s", async (name) => {
  await tf.setBackend("cpu");
  const network = tinyNetworks[name]();
  const folder = join(scratch, name);
  const { pixels, embeddings } = await writeModel(folder, network, { images: 1 });
  network.dispose();
  const model = await readModelFolder(folder);
  const { scale, offset } = model.card.input.normalisation;
  const simple = simplify(readNetwork(model));
  const image = Float32Array.from(pixels, (pixel) => pixel * scale + offset);
  const output = evaluateNetwork(simple, image).get(simple.output)!;
  expect(relativeError(output, embeddings)).toBeLessThan(1e-5);
});

const card = { input: { normalisation: { scale: 1 / 127.5, offset: -1 } } } as ModelCard;

/** A fully connected layer of two channels behind another one, on 1 × 1 × taps. */
function networkOf(kernel: Float32Array, bias: Float32Array): Network {
  const taps = kernel.length / 2;
  const layer = (name: string, input: string): FullyConnected => ({
    kind: "fully-connected",
    name,
    inputs: [input],
    shape: { height: 1, width: 1, channels: 2 },
    kernel: name === "last" ? Float32Array.of(1, 0, 0, 1) : kernel,
    bias: name === "last" ? new Float32Array(2) : bias,
    activation: { kind: "linear" },
  });
  const inputShape = { height: 1, width: 1, channels: taps };
  return {
    input: "images",
    inputShape,
    layers: [layer("first", "images"), layer("last", "first")],
    output: "last",
  };
}

describe("integer weights", () => {
  const number = fc.float({ noNaN: true, min: -1e4, max: 1e4 });
  const weights = fc.integer({ min: 1, max: 400 }).chain((taps) =>
    fc.record({
      kernel: fc.array(number, { minLength: 2 * taps, maxLength: 2 * taps }),
      bias: fc.array(number, { minLength: 2, maxLength: 2 }),
      range: fc.float({ noNaN: true, min: 0, max: 1e6 }),
    }),
  );

  it("never let a sum leave 32 bits, whatever the weights and the image", () => {
    fc.assert(
      fc.property(weights, ({ kernel, bias, range }) => {
        const network = networkOf(Float32Array.from(kernel), Float32Array.from(bias));
        const ranges = new Map([["first", range]]);
        for (const integers of quantise(network, card, ranges).weights.values()) {
          for (const channel of [0, 1]) {
            let sum = Math.abs(integers.bias[channel]);
            integers.kernel.forEach((weight, i) => {
              if (i % 2 === channel) sum += Math.abs(weight) * largestInteger;
            });
            expect(sum).toBeLessThan(2 ** 31);
            const share = integers.share[channel];
            expect(share).toBeGreaterThanOrEqual(0);
            if (integers.share instanceof Int32Array) expect(share).toBeLessThan(2 ** 31);
          }
        }
      }),
    );
  });

  it("use the room there is: no unit could be half as large", () => {
    const kernel = Float32Array.from({ length: 2 * 864 }, (_, i) => Math.sin(i * i));
    const network = networkOf(kernel, new Float32Array(2));
    const { weights: all } = quantise(network, card, new Map([["first", 10]]));
    const { kernel: integers } = all.get("first")!;
    const sum = integers.reduce((total, w, i) => (i % 2 === 0 ? total + Math.abs(w) : total), 0);
    expect(2 * sum * largestInteger).toBeGreaterThan(2 ** 31);
  });
});
