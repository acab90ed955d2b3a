import { batchNormKernel } from "../kernels/batch-norm.js";
import { channelAffineKernel } from "../kernels/channel-affine.js";
import { elementwiseKernels } from "../kernels/elementwise.js";
import type { PlannedNode, RewriteRule } from "./rewrite.js";
import { sameShape, Value } from "./value.js";

/*
 * Arithmetic with one number for each channel of images, as normalisation over a batch and its
 * gradient consist of, becomes x·scale + offset + addend: one pass where it was three.
 */

const negKernel = elementwiseKernels.find(({ name }) => name === "Neg")!;

/** Images `[n, h, w, c]` and a tensor `[c]` or `[1, 1, 1, c]`, of floats. */
function isPerChannel(images: Value, numbers: Value): boolean {
  const { shape } = numbers;
  const channels = images.shape[3];
  return (
    images.shape.length === 4 &&
    images.dtype === "float32" &&
    numbers.dtype === "float32" &&
    channels > 1 &&
    !sameShape(images.shape, shape) &&
    shape.at(-1) === channels &&
    shape.slice(0, -1).every((size) => size === 1)
  );
}

/** The operands of a node as images and numbers for each channel, in either order. */
function imagesAndNumbers({ inputs }: PlannedNode): readonly [Value, Value] | undefined {
  const [a, b] = inputs as readonly Value[];
  if (isPerChannel(a, b)) return [a, b];
  return isPerChannel(b, a) ? [b, a] : undefined;
}

const affine = (inputs: PlannedNode["inputs"], outputs: PlannedNode["outputs"]): PlannedNode => ({
  kernel: channelAffineKernel,
  inputs,
  attributes: {},
  outputs,
});

/** x · scale. */
export const scaledChannels: RewriteRule = (node) => {
  if (node.kernel.name !== "Multiply") return undefined;
  const operands = imagesAndNumbers(node);
  return operands && affine([...operands, undefined, undefined], node.outputs);
};

/** x + offset and x − offset, on top of a scale where there is one. */
export const shiftedChannels: RewriteRule = (node, { producer, uses }) => {
  const { name } = node.kernel;
  if (name !== "Add" && name !== "Sub") return undefined;
  const operands = imagesAndNumbers(node);
  if (!operands || (name === "Sub" && operands[0] !== node.inputs[0])) return undefined;
  const [x, numbers] = operands;
  const negative = name === "Sub" ? new Value(numbers.shape, numbers.dtype) : undefined;
  const before = negative
    ? [{ kernel: negKernel, inputs: [numbers], attributes: {}, outputs: [negative] }]
    : [];
  const offset = negative ?? numbers;
  const inner = producer(x);
  const [from, scale, shift, addend] = inner?.inputs ?? [];
  const joins = inner?.kernel === channelAffineKernel && uses(x) === 1 && !shift && !isRelu(inner);
  return [
    ...before,
    joins
      ? affine([from, scale, offset, addend], node.outputs)
      : affine([x, undefined, offset, undefined], node.outputs),
  ];
};

/** (x·scale + offset) + y. */
export const addedToChannels: RewriteRule = (node, { producer, uses }) => {
  if (node.kernel.name !== "Add") return undefined;
  const [a, b] = node.inputs as readonly Value[];
  if (!sameShape(a.shape, b.shape)) return undefined;
  for (const [sum, other] of [
    [b, a],
    [a, b],
  ]) {
    const inner = producer(sum);
    if (inner?.kernel !== channelAffineKernel || uses(sum) !== 1 || isRelu(inner)) continue;
    const [x, scale, offset, addend] = inner.inputs;
    if (!addend) return affine([x, scale, offset, other], node.outputs);
  }
  return undefined;
};

/** relu of a normalisation, or of what the rules above made. */
export const rectifiedChannels: RewriteRule = (node, { producer, uses }) => {
  if (node.kernel.name !== "Relu") return undefined;
  const [sum] = node.inputs as readonly Value[];
  const inner = producer(sum);
  if (!inner || uses(sum) !== 1) return undefined;
  const takesRelu = inner.kernel === channelAffineKernel || inner.kernel === batchNormKernel;
  if (!takesRelu || isRelu(inner)) return undefined;
  const attributes = { ...(inner.attributes as object), relu: true };
  return { ...inner, attributes, outputs: node.outputs };
};

const isRelu = ({ attributes }: PlannedNode) => (attributes as { relu?: boolean }).relu === true;
