import type { Convolution, FullyConnected, Layer } from "@multibatch/network";
import { fullyConnectedPanel } from "../plan/plan.js";
import { largestInteger, type QuantisedNetwork } from "../quantise/quantise.js";
import {
  type CodeContext,
  constant,
  convolutionPanel,
  describeConnection,
  describeConvolution,
  type LayerCode,
  pooling,
  warp,
} from "./layer-code.js";
import { packPanels, padPanels, padRuns } from "./pack.js";

/** Writes the code of a layer on 16-bit integers, and its weights into the weight file. */
export function int16LayerCode(
  layer: Layer,
  quantised: QuantisedNetwork,
  context: CodeContext,
): LayerCode {
  switch (layer.kind) {
    case "convolution":
      return convolution(layer, quantised, context);
    case "fully-connected":
      return fullyConnected(layer, quantised, context);
    case "pooling": {
      const code = pooling(layer, context, "_int16");
      return { ...code, kernels: [...code.kernels, "int16_pooling"] };
    }
    case "activating": {
      const [input, output] = [layer.inputs[0], layer.name].map((tensor) =>
        context.identifiers.get(tensor),
      );
      const table = context.weights.add(quantised.tables.get(layer.name)!);
      return {
        comment: `${layer.name}: ${layer.activation.kind}, by a table`,
        calls: [
          `mb_look_up_int16(arena, &${input}, &${output}, mb_at(weights, ${table}), ${largestInteger});`,
        ],
        kernels: ["int16_activation"],
      };
    }
    case "warp": {
      const code = warp(layer, context, "_int16");
      return { ...code, kernels: [...code.kernels, "int16_warp"] };
    }
    default:
      throw new Error(`The layer ${layer.name} was quantised, but there is no kernel for it.`);
  }
}

function convolution(
  layer: Convolution,
  { weights }: QuantisedNetwork,
  context: CodeContext,
): LayerCode {
  const { kernel, bias, share } = weights.get(layer.name)!;
  const { window, stride, padding, pooled } = layer;
  const padded = padRuns(kernel, window.height, bias.length);
  const fields = {
    window_height: window.height,
    window_width: window.width,
    stride_y: stride.height,
    stride_x: stride.width,
    padding_top: padding.top,
    padding_left: padding.left,
    pooled: pooled ? 1 : 0,
    ...limits(layer),
    kernel: context.weights.add(packPanels(padded, bias.length, convolutionPanel)),
    bias: context.weights.add(padPanels(bias, convolutionPanel)),
    share: context.weights.add(padPanels(share, convolutionPanel)),
  };
  return {
    comment: describeConvolution(layer),
    constant: constant("mb_int16_convolution", layer, fields, context),
    calls: [call("mb_convolve_int16", layer, context)],
    kernels: ["int16_convolution"],
  };
}

function fullyConnected(
  layer: FullyConnected,
  { weights, floats }: QuantisedNetwork,
  context: CodeContext,
): LayerCode {
  const { kernel, bias, share } = weights.get(layer.name)!;
  const { height } = context.plan.tensors.get(layer.inputs[0])!.shape;
  const padded = padRuns(kernel, height, bias.length);
  const fields = {
    to_floats: floats.has(layer.name) ? 1 : 0,
    ...limits(layer),
    kernel: context.weights.add(packPanels(padded, bias.length, fullyConnectedPanel)),
    bias: context.weights.add(padPanels(bias, fullyConnectedPanel)),
    share: context.weights.add(padPanels(share, fullyConnectedPanel)),
  };
  return {
    comment: describeConnection(layer),
    constant: constant("mb_int16_fully_connected", layer, fields, context),
    calls: [call("mb_connect_int16", layer, context)],
    kernels: ["int16_fully_connected"],
  };
}

function limits({ activation }: Convolution | FullyConnected) {
  return { least: activation.kind === "relu" ? 0 : -largestInteger, most: largestInteger };
}

function call(name: string, layer: Layer, { identifiers }: CodeContext): string {
  return `${name}(&${identifiers.get(layer.name)}_layer, weights, arena);`;
}
