import { type Layer, type Network, tensorShapes } from "@multibatch/network";
import type { Step, StepContext } from "./step.js";
import { convolutionStep, fullyConnectedStep } from "./steps/convolution.js";
import {
  activatingStep,
  additionStep,
  curveStep,
  isCurved,
  scalingStep,
} from "./steps/elementwise.js";
import { poolingStep } from "./steps/pooling.js";
import { warpStep } from "./steps/warp.js";
import { suitsWinograd, winogradBorder, winogradStep } from "./steps/winograd.js";
import { type Border, noBorder, StoredImages, widerBorder } from "./stored-image.js";

/** A network laid out in memory. */
export interface CompiledNetwork {
  readonly input: StoredImages;
  readonly output: StoredImages;
  /** Images behind a learned alignment, in networks that have one. */
  readonly warped?: StoredImages;
  readonly steps: readonly Step[];
}

/**
 * Lays a network out in memory: all tensors with the borders that their readers want, all weights as
 * the kernels read them.
 *
 * @param capacity images that can be computed at a time
 * @throws UnsupportedNetworkError for a layer that has no kernel
 */
export function compileNetwork(
  network: Network,
  { arena, kernels }: Pick<StepContext, "arena" | "kernels">,
  capacity: number,
): CompiledNetwork {
  const tensors = new Map<string, StoredImages>();
  for (const [name, shape] of tensorShapes(network)) {
    const border = borderFor(name, network.layers);
    tensors.set(name, new StoredImages(shape, border, capacity, arena));
  }
  const tensor = (name: string) => tensors.get(name)!;
  const warp = network.layers.find(({ kind }) => kind === "warp");
  return {
    input: tensor(network.input),
    output: tensor(network.output),
    warped: warp && tensor(warp.name),
    steps: network.layers.flatMap((layer) => stepsOf(layer, { arena, kernels, tensor })),
  };
}

/** The zeros that the readers of a tensor want around it. */
function borderFor(tensor: string, layers: readonly Layer[]): Border {
  return layers
    .filter(({ inputs }) => inputs.includes(tensor))
    .map((layer) => {
      if (layer.kind !== "convolution") return noBorder;
      return suitsWinograd(layer) ? winogradBorder(layer) : layer.padding;
    })
    .reduce(widerBorder, noBorder);
}

function stepsOf(layer: Layer, context: StepContext): Step[] {
  switch (layer.kind) {
    case "convolution": {
      const make = suitsWinograd(layer) ? winogradStep : convolutionStep;
      return [make(layer, context), ...curveBehind(layer, context)];
    }
    case "fully-connected":
      return [fullyConnectedStep(layer, context), ...curveBehind(layer, context)];
    case "pooling":
      return [poolingStep(layer, context)];
    case "scaling":
      return [scalingStep(layer, context)];
    case "activating":
      return [activatingStep(layer, context)];
    case "addition":
      return [additionStep(layer, context)];
    case "warp":
      return [warpStep(layer, context)];
  }
}

/** An activation that the kernels of weights do not bring along, in place. */
function curveBehind(
  layer: Layer & { kind: "convolution" | "fully-connected" },
  context: StepContext,
) {
  const { activation, name } = layer;
  return isCurved(activation) ? [curveStep(name, name, activation, context)] : [];
}
