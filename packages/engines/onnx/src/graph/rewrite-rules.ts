import { fusedConvolutionOf } from "../kernels/convolution.js";
import { reluGradientKernel } from "../kernels/relu-gradient.js";
import type { RewriteRule } from "./rewrite.js";
import { sameShape } from "./value.js";

/** conv(x) + bias becomes one operator where nobody else reads conv(x). */
export const convolutionWithBias: RewriteRule = (node, { producer, uses }) => {
  if (node.kernel.name !== "Add") return undefined;
  const [sum, bias] = node.inputs;
  const convolution = producer(sum);
  const fused = convolution && fusedConvolutionOf(convolution.kernel);
  if (!sum || !bias || !fused || uses(sum) !== 1) return undefined;
  const { dataFormat } = convolution.attributes as { dataFormat?: string };
  const perChannel = bias.shape.length === 1 && bias.shape[0] === sum.shape[3];
  if (!perChannel || dataFormat === "NCHW") return undefined;
  return {
    kernel: fused,
    inputs: [...convolution.inputs, bias],
    attributes: convolution.attributes,
    outputs: node.outputs,
  };
};

/**
 * dy · step(x), which is how tfjs writes the gradient of relu, becomes one choice; it looks at
 * relu(x) where there is one, so that x itself need not be kept.
 */
export const reluGradient: RewriteRule = (node, { producer, relu }) => {
  if (node.kernel.name !== "Multiply") return undefined;
  const [a, b] = node.inputs;
  for (const [dy, mask] of [
    [a, b],
    [b, a],
  ]) {
    const step = producer(mask);
    if (!dy || !mask || step?.kernel.name !== "Step" || !sameShape(dy.shape, mask.shape)) continue;
    const x = step.inputs[0]!;
    const { alpha } = step.attributes as { alpha?: number };
    if (alpha || x.dtype !== "float32" || dy.dtype !== "float32") continue;
    return {
      kernel: reluGradientKernel,
      inputs: [dy, relu(x) ?? x],
      attributes: {},
      outputs: node.outputs,
    };
  }
  return undefined;
};

/** Arithmetic with a tensor that was only repeated along axes of size 1 broadcasts by itself. */
export const broadcastInsteadOfTile: RewriteRule = (node, { producer }) => {
  if (!["Multiply", "Add", "Sub"].includes(node.kernel.name)) return undefined;
  const inputs = node.inputs.map((input, i) => {
    const tile = producer(input);
    const other = node.inputs[1 - i]!;
    if (tile?.kernel.name !== "Tile" || !sameShape(other.shape, input!.shape)) return input;
    const [small] = tile.inputs;
    const { reps } = tile.attributes as { reps: number[] };
    return small!.shape.every((size, axis) => size === 1 || reps[axis] === 1) ? small : input;
  });
  // Both sides may have been repeated: then one of them must keep its full size.
  const shrunk = inputs.filter((input, i) => input !== node.inputs[i]).length;
  if (shrunk === 0) return undefined;
  if (shrunk === 2) inputs[0] = node.inputs[0];
  return {
    kernel: node.kernel,
    inputs,
    attributes: node.attributes,
    outputs: node.outputs,
  };
};
