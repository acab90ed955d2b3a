import { affineWarp, affineWarpMatrixGradient } from "@multibatch/warp/kernels";
import { expect, it } from "vitest";
import { GraphTensor } from "../graph/graph-tensor.js";
import { GraphWriter } from "../graph/graph-writer.js";
import { affineWarpKernels } from "./affine-warp.js";

it("looks colours up once for a warp and its gradient", () => {
  const graph = new GraphWriter();
  const images = new GraphTensor([2, 5, 4, 3], "float32", "images");
  const dy = new GraphTensor([2, 7, 6, 3], "float32", "dy");
  const matrices = new GraphTensor([2, 6], "float32", "matrices");
  const size = { inHeight: 5, inWidth: 4, outHeight: 7, outWidth: 6 };
  const lower = (name: string, inputs: readonly GraphTensor[], output: GraphTensor) =>
    affineWarpKernels
      .find((kernel) => kernel.name === name)!
      .lower(graph, inputs, size, [{ shape: output.shape, dtype: "float32" }]);
  lower(affineWarp, [images, matrices], dy);
  lower(affineWarpMatrixGradient, [dy, images, matrices], matrices);
  expect(graph.nodes.filter(({ type }) => type === "GatherElements")).toHaveLength(4);
});
