import type { Activating, Activation, Addition, Scaling } from "@multibatch/network";
import { slopeBelowZero } from "../pack-weights.js";
import { type Step, type StepContext, UnsupportedNetworkError } from "../step.js";
import type { StoredImages } from "../stored-image.js";

/** Codes of the kernel `activate`. */
const codes = { elu: 0, tanh: 1, sigmoid: 2 } as const;

/** An activation that is more than a slope below 0. */
type Curve = Extract<Activation, { kind: keyof typeof codes }>;

/** Whether the activation is more than a slope below 0, which all layers bring along. */
export function isCurved(activation: Activation): activation is Curve {
  return activation.kind in codes;
}

/** `scale · x + offset` a channel. */
export function scalingStep(layer: Scaling, context: StepContext): Step {
  return factorStep(layer.name, layer.inputs[0], context, (channel) => [
    layer.scale[channel],
    layer.offset[channel],
    1,
  ]);
}

/** An activation from one tensor to another. */
export function activatingStep(layer: Activating, context: StepContext): Step {
  const { activation, name, inputs } = layer;
  if (isCurved(activation)) return curveStep(name, inputs[0], activation, context);
  return factorStep(name, inputs[0], context, (channel) => [
    1,
    0,
    slopeBelowZero(activation, channel),
  ]);
}

/** An activation on a tensor where it is. */
export function curveStep(
  name: string,
  inputName: string,
  activation: Curve,
  { arena, kernels, tensor }: StepContext,
): Step {
  const input = vectorised(tensor(inputName), name);
  const output = tensor(name);
  const rows = arena.store(rowTable([input, output]));
  const { height, width } = output.shape;
  return {
    name,
    method: activation.kind,
    run: (images) =>
      kernels.activate(rows, images * height, width * input.channels, codes[activation.kind]),
  };
}

/** Sum of two or more tensors. */
export function additionStep(layer: Addition, { arena, kernels, tensor }: StepContext): Step {
  const output = vectorised(tensor(layer.name), layer.name);
  const inputs = layer.inputs.map(tensor);
  const tables = inputs
    .slice(1)
    .map((input, i) => arena.store(rowTable([i === 0 ? inputs[0] : output, input, output])));
  const { height, width } = output.shape;
  return {
    name: layer.name,
    method: "sum",
    run: (images) => {
      for (const rows of tables) kernels.add(rows, images * height, width * output.channels);
    },
  };
}

function factorStep(
  name: string,
  inputName: string,
  { arena, kernels, tensor }: StepContext,
  factorsOf: (channel: number) => readonly [number, number, number],
): Step {
  const input = vectorised(tensor(inputName), name);
  const output = tensor(name);
  const { channels } = input;
  const factors = new Float32Array(3 * channels);
  for (let channel = 0; channel < input.shape.channels; channel++) {
    const values = factorsOf(channel);
    for (const [i, value] of values.entries()) factors[i * channels + channel] = value;
  }
  const address = arena.store(factors);
  const rows = arena.store(rowTable([input, output]));
  const { height, width } = output.shape;
  return {
    name,
    method: "scale and slope",
    run: (images) => kernels.scale(rows, images * height, width, channels, address),
  };
}

/** Addresses of the rows of some tensors, row by row. */
function rowTable(tensors: readonly StoredImages[]): Uint32Array {
  const columns = tensors.map((tensor) => tensor.rows());
  return Uint32Array.from(columns[0].flatMap((_, row) => columns.map((rows) => rows[row])));
}

function vectorised(tensor: StoredImages, layer: string): StoredImages {
  if (tensor.channels % 4 === 0) return tensor;
  throw new UnsupportedNetworkError(`the layer "${layer}" works on raw pixels`);
}
