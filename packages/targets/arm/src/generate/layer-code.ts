import {
  type Activation,
  type Convolution,
  type FullyConnected,
  type Layer,
  type Pooling,
  shapeText,
  type Warp,
} from "@multibatch/network";
import { fullyConnectedPanel, type Plan } from "../plan/plan.js";
import { packPanels, padPanels } from "./pack.js";
import type { WeightFile } from "./weight-file.js";

/** C code for one layer. */
export interface LayerCode {
  /** What the layer does, in a line. */
  readonly comment: string;
  /** Its description as a constant, or nothing where the call says it all. */
  readonly constant?: string;
  /** Statements that compute it. */
  readonly calls: readonly string[];
  /** Kernels that the calls need: names of header files without `.h`. */
  readonly kernels: readonly string[];
}

/** What the code of layers refers to. */
export interface CodeContext {
  readonly plan: Plan;
  readonly identifiers: ReadonlyMap<string, string>;
  readonly weights: WeightFile;
}

/** Channels of a panel of a convolution: `MB_TILE_CHANNELS`. */
export const convolutionPanel = 8;

/** Writes the code of a layer, and its weights into the weight file. */
export function layerCode(layer: Layer, context: CodeContext): LayerCode {
  const tensor = (name: string) => `&${context.identifiers.get(name)}`;
  const inputs = layer.inputs.map(tensor);
  const output = tensor(layer.name);
  switch (layer.kind) {
    case "convolution":
      return convolution(layer, context);
    case "fully-connected":
      return fullyConnected(layer, context);
    case "pooling":
      return pooling(layer, context);
    case "warp":
      return warp(layer, context);
    case "scaling": {
      const scale = context.weights.add(layer.scale);
      const offset = context.weights.add(layer.offset);
      return {
        comment: `${layer.name}: scale and offset of each channel`,
        calls: [
          `mb_scale(arena, ${inputs[0]}, ${output}, mb_at(weights, ${scale}), mb_at(weights, ${offset}));`,
        ],
        kernels: ["elementwise"],
      };
    }
    case "activating":
      return {
        comment: `${layer.name}: ${layer.activation.kind}`,
        calls: [activate(layer.activation, inputs[0], output, context)],
        kernels: ["activation"],
      };
    case "addition":
      return {
        comment: `${layer.name}: sum`,
        calls: inputs
          .slice(1)
          .map(
            (input, i) =>
              `mb_add_tensors(arena, ${i === 0 ? inputs[0] : output}, ${input}, ${output});`,
          ),
        kernels: ["elementwise"],
      };
  }
}

function convolution(layer: Convolution, context: CodeContext): LayerCode {
  const { window, stride, padding, pooled, activation, bias } = layer;
  const channels = bias.length;
  const pad = (values: Float32Array) => context.weights.add(padPanels(values, convolutionPanel));
  const fields = {
    window_height: window.height,
    window_width: window.width,
    stride_y: stride.height,
    stride_x: stride.width,
    padding_top: padding.top,
    padding_left: padding.left,
    pooled: pooled ? 1 : 0,
    activation: activationName(activation),
    kernel: context.weights.add(packPanels(layer.kernel, channels, convolutionPanel)),
    bias: pad(bias),
    ...(activation.kind === "slopes" ? { slopes: pad(activation.slopes) } : {}),
  };
  return {
    comment: describeConvolution(layer),
    constant: constant("mb_convolution", layer, fields, context),
    calls: weightedCalls("mb_convolve", layer, context),
    kernels: ["convolution", ...passKernels(activation)],
  };
}

/** What a convolution does, in words. */
export function describeConvolution(layer: Convolution): string {
  const { window, stride, pooled, activation } = layer;
  const name = `${window.height} × ${window.width} convolution`;
  const step = stride.height * stride.width > 1 ? `, stride ${stride.height}` : "";
  const maximum = pooled ? ", maximum of 2 × 2" : "";
  return `${layer.name}: ${name}${step}, ${activation.kind}${maximum}, to ${shapeText(layer.shape)}`;
}

/** What a fully connected layer does, in words. */
export function describeConnection({ name, kernel, bias, activation }: FullyConnected): string {
  return `${name}: fully connected, ${kernel.length / bias.length} to ${bias.length}, ${activation.kind}`;
}

function fullyConnected(layer: FullyConnected, context: CodeContext): LayerCode {
  const { activation, bias, kernel } = layer;
  const panel = fullyConnectedPanel;
  const pad = (values: Float32Array) => context.weights.add(padPanels(values, panel));
  const fields = {
    activation: activationName(activation),
    kernel: context.weights.add(packPanels(kernel, bias.length, panel)),
    bias: pad(bias),
    ...(activation.kind === "slopes" ? { slopes: pad(activation.slopes) } : {}),
  };
  return {
    comment: describeConnection(layer),
    constant: constant("mb_fully_connected", layer, fields, context),
    calls: weightedCalls("mb_connect", layer, context),
    kernels: ["fully_connected", ...passKernels(activation)],
  };
}

/** @param suffix of the kernel's name: `_int16` for integers */
export function pooling(layer: Pooling, context: CodeContext, suffix = ""): LayerCode {
  const { window, stride, padding, mode } = layer;
  const fields = {
    mean: mode === "mean" ? 1 : 0,
    window_height: window.height,
    window_width: window.width,
    stride_y: stride.height,
    stride_x: stride.width,
    padding_top: padding.top,
    padding_left: padding.left,
  };
  return {
    comment: `${layer.name}: ${mode} of ${window.height} × ${window.width}, to ${shapeText(layer.shape)}`,
    constant: constant("mb_pooling", layer, fields, context),
    calls: [`mb_pool${suffix}(&${context.identifiers.get(layer.name)}_layer, arena);`],
    kernels: ["pooling"],
  };
}

/** @param suffix of the kernel's name: `_int16` for integers */
export function warp(layer: Warp, context: CodeContext, suffix = ""): LayerCode {
  const fields = {
    parameters: `&${context.identifiers.get(layer.inputs[1])}`,
    parametrisation: `MB_${layer.parametrisation.toUpperCase().replace("-", "_")}`,
  };
  return {
    comment: `${layer.name}: warp (${layer.parametrisation}), to ${shapeText(layer.shape)}`,
    constant: constant("mb_warping", layer, fields, context),
    calls: [`mb_warp${suffix}(&${context.identifiers.get(layer.name)}_layer, arena);`],
    kernels: ["warp", "position"],
  };
}

/** A constant that describes a layer: the names of its tensors and more. */
export function constant(
  type: string,
  layer: Layer,
  fields: Readonly<Record<string, string | number>>,
  { identifiers }: CodeContext,
): string {
  const all = {
    input: `&${identifiers.get(layer.inputs[0])}`,
    output: `&${identifiers.get(layer.name)}`,
    ...fields,
  };
  const lines = Object.entries(all).map(([field, value]) => `    .${field} = ${value},`);
  return [`static const ${type} ${identifiers.get(layer.name)}_layer = {`, ...lines, "};"].join(
    "\n",
  );
}

/** The call of a layer with weights, and a pass for an activation that the kernel leaves out. */
function weightedCalls(
  call: string,
  layer: Convolution | FullyConnected,
  context: CodeContext,
): string[] {
  const identifier = context.identifiers.get(layer.name);
  const calls = [`${call}(&${identifier}_layer, weights, arena);`];
  if (needsPass(layer.activation)) {
    calls.push(activate(layer.activation, `&${identifier}`, `&${identifier}`, context));
  }
  return calls;
}

function activate(
  activation: Activation,
  input: string,
  output: string,
  { weights }: CodeContext,
): string {
  const slopes =
    activation.kind === "slopes" ? `mb_at(weights, ${weights.add(activation.slopes)})` : "NULL";
  const name = activationConstant(activation);
  return `mb_activate(arena, ${input}, ${output}, ${name}, ${slopes});`;
}

/** Exponentials take so long that a pass of their own does not matter. */
function needsPass({ kind }: Activation): boolean {
  return kind === "elu" || kind === "tanh" || kind === "sigmoid";
}

function passKernels(activation: Activation): string[] {
  return needsPass(activation) ? ["activation"] : [];
}

/** The activation that a kernel with weights does itself. */
function activationName(activation: Activation): string {
  return needsPass(activation) ? "MB_LINEAR" : activationConstant(activation);
}

function activationConstant({ kind }: Activation): string {
  return `MB_${kind.toUpperCase()}`;
}
