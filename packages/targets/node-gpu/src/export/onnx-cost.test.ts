import { costOf } from "@multibatch/core";
import { buildNetwork } from "@multibatch/core/network";
import * as tf from "@tensorflow/tfjs-core";
import * as onnx from "onnxruntime-node";
import { beforeAll, describe, expect, it } from "vitest";
import { createPlugin } from "../create-plugin.test.support.js";
import { engineByName } from "../engine/choose-engine.js";
import { inferenceNetwork } from "./inference-network.js";
import { exposeOutputs, type OnnxNode, readOnnxGraph } from "./onnx-graph.test.support.js";

type Options = Readonly<Record<string, unknown>>;
type ModelEntry = readonly [use: string, options?: Options];

const crop = { height: 112, width: 112, channels: 3 } as const;

/** The network of some models: as costOf counts it, and as an ONNX file of it is counted. */
async function countTwice(...entries: readonly ModelEntry[]) {
  const session = await (await engineByName("onnx")).start({ threads: 1 });
  try {
    const models = await Promise.all(
      entries.map(([use, options]) => createPlugin("model", use, options)),
    );
    const trained = buildNetwork(models, crop, 1);
    const network = await inferenceNetwork(trained);
    const counted = costOf(network);
    const { bytes } = await session.exportOnnx!(
      (images) => network.apply(images, { training: false }) as tf.Tensor,
      [crop.height, crop.width, crop.channels],
    );
    trained.dispose();
    network.dispose();
    return { counted, onFile: await countFile(bytes) };
  } finally {
    await session.dispose();
  }
}

/**
 * Multiply-adds of the convolutions and matrix products in a file for one image, from the shapes that
 * ONNX Runtime meets; and the numbers in its weights.
 */
async function countFile(file: Uint8Array): Promise<{ multiplyAdds: number; parameters: number }> {
  const { nodes, weights } = readOnnxGraph(file);
  const counted = nodes.filter(({ operator }) => operator === "Conv" || operator === "MatMul");
  const wanted = counted.flatMap(({ inputs: [left, right], outputs: [output] }) => {
    return [left, right, output].filter((name) => !weights.has(name));
  });
  const session = await onnx.InferenceSession.create(exposeOutputs(file, [...new Set(wanted)]));
  const images = new Float32Array(crop.height * crop.width * crop.channels);
  const results = await session.run({
    images: new onnx.Tensor("float32", images, [1, crop.height, crop.width, crop.channels]),
  });
  await session.release();
  const shapeOf = (name: string) => weights.get(name) ?? results[name].dims;
  const used = new Set(nodes.flatMap(({ inputs }) => inputs));
  const parameters = [...weights].filter(([name]) => used.has(name) && name.startsWith("weight"));
  return {
    multiplyAdds: counted.reduce((sum, node) => sum + multiplyAddsOf(node, shapeOf), 0),
    parameters: parameters.reduce((sum, [, shape]) => sum + product(shape), 0),
  };
}

/** A number of the output takes one multiply-add for each number of the kernel, or of the row. */
function multiplyAddsOf(
  { operator, inputs, outputs }: OnnxNode,
  shapeOf: (name: string) => readonly number[],
): number {
  const [left, right] = inputs.map(shapeOf);
  // A kernel is [filters, channels in a group, height, width].
  const each = operator === "Conv" ? product(right.slice(1)) : left[left.length - 1];
  return product(shapeOf(outputs[0])) * each;
}

function product(shape: readonly number[]): number {
  return shape.reduce((result, size) => result * size, 1);
}

describe("costOf", () => {
  beforeAll(() => tf.enableProdMode());

  const networks: [string, ModelEntry[]][] = [
    [
      "nin with batch normalisation and parametric ReLU",
      [
        [
          "@multibatch/model-nin",
          { preset: "small", activation: "prelu", batchNormalisation: true },
        ],
      ],
    ],
    ["vgg", [["@multibatch/model-vgg", { preset: "small" }]]],
  ];
  it.each(networks)("counts %s as the ONNX file does", async (_, entries) => {
    const { counted, onFile } = await countTwice(...entries);
    expect(counted.multiplyAdds).toBe(onFile.multiplyAdds);
    expect(counted.parameters).toBe(onFile.parameters);
    expect(counted.uncounted).toEqual([]);
  });

  it("counts aligner and embedder as the ONNX file does, within 4.8 M and 36.2 M", async () => {
    const { counted, onFile } = await countTwice(
      ["@multibatch/model-warp-aligner"],
      ["@multibatch/model-nin"],
    );
    const warp = counted.layers.find(({ className }) => className === "AffineWarp")!;
    const of = (model: string) =>
      counted.layers
        .filter(({ name }) => name.startsWith(model))
        .reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
    // The warp itself is neither a convolution nor a matrix product: it counts its interpolation.
    expect(counted.multiplyAdds - warp.multiplyAdds).toBe(onFile.multiplyAdds);
    expect(of("model1")).toBeLessThanOrEqual(4.8e6);
    expect(of("model2")).toBeLessThanOrEqual(36.2e6);
    expect(counted.uncounted).toEqual([]);
  });
});
