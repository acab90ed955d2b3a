import { fusedConvolutionOf, isFusedConvolution } from "../kernels/convolution.js";
import { reluGradientKernel } from "../kernels/relu-gradient.js";
import type { RewriteRule } from "./rewrite.js";
import { sameShape, Value } from "./value.js";

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

/** relu(conv(x) + bias) becomes one operator where nobody reads the sum itself. */
export const convolutionWithRelu: RewriteRule = (node, { producer, uses }) => {
  if (node.kernel.name !== "Relu") return undefined;
  const [sum] = node.inputs;
  const convolution = producer(sum);
  if (!sum || !convolution || uses(sum) !== 1) return undefined;
  const kernel = fusedConvolutionOf(convolution.kernel) ?? convolution.kernel;
  const attributes = convolution.attributes as { activation?: string };
  if (!isFusedConvolution(kernel) || (attributes.activation ?? "linear") !== "linear") {
    return undefined;
  }
  return {
    kernel,
    inputs: convolution.inputs,
    attributes: { ...attributes, activation: "relu" },
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

/**
 * The gradient of relu behind that of max pooling changes places with it: an element that was the
 * largest of its window is above 0 exactly where the maximum is, and the maxima are fewer.
 */
export const reluGradientBeforePooling: RewriteRule = (node, { producer, uses }) => {
  if (node.kernel !== reluGradientKernel) return undefined;
  const [gradient, reference] = node.inputs;
  const pooling = producer(gradient);
  if (!gradient || pooling?.kernel.name !== "MaxPoolGrad" || uses(gradient) !== 1) return undefined;
  const [dy, input, maxima] = pooling.inputs as readonly Value[];
  if (input !== reference || dy.dtype !== "float32") return undefined;
  const masked = new Value(dy.shape, dy.dtype);
  return [
    { kernel: reluGradientKernel, inputs: [dy, maxima], attributes: {}, outputs: [masked] },
    { ...pooling, inputs: [masked, input, maxima], outputs: node.outputs },
  ];
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
