import { z } from "zod";
import { parseConfig } from "./config.js";
import {
  imageLayer,
  type LayerReader,
  passOn,
  type ReadContext,
  unsupported,
} from "./layer-reader.js";
import type { Activation } from "./network.js";
import type { LayerDescription } from "./topology.js";

/** The activation that a layer names in its configuration. */
export function namedActivation(
  name: string | null | undefined,
  description: LayerDescription,
): Activation {
  switch (name ?? "linear") {
    case "linear":
    case "relu":
    case "elu":
    case "tanh":
    case "sigmoid":
      return { kind: name ?? "linear" } as Activation;
    default:
      throw unsupported(
        description,
        `the activation "${name}" is none of linear, relu, elu, tanh and sigmoid`,
      );
  }
}

/** `Activation`. */
export const readActivation: LayerReader = (context) => {
  const { activation } = parseConfig(
    z.looseObject({ activation: z.string() }),
    context.description,
  );
  return activating(context, namedActivation(activation, context.description));
};

/** `ReLU`. */
export const readRelu: LayerReader = (context) => {
  const schema = z.looseObject({ max_value: z.null("no upper limit").optional() });
  parseConfig(schema, context.description);
  return activating(context, { kind: "relu" });
};

/** `ELU`. */
export const readElu: LayerReader = (context) => {
  parseConfig(z.looseObject({ alpha: z.literal(1).optional() }), context.description);
  return activating(context, { kind: "elu" });
};

/** `LeakyReLU`. */
export const readLeakyRelu: LayerReader = (context) => {
  const { alpha } = parseConfig(z.looseObject({ alpha: z.number() }), context.description);
  const slopes = new Float32Array(context.inputs[0].shape.channels).fill(alpha);
  return activating(context, { kind: "slopes", slopes });
};

/** `PReLU` with one slope for each channel. */
export const readPrelu: LayerReader = (context) => {
  const { values } = context.weights("alpha");
  const { height, width, channels } = context.inputs[0].shape;
  const perChannel = values.length === channels && !(isVector(context) && height * width > 1);
  if (perChannel) return activating(context, { kind: "slopes", slopes: values });
  throw unsupported(
    context.description,
    `it has ${values.length} slopes for ${channels} channels; share them over height and width (shared_axes: [1, 2])`,
  );
};

function activating(context: ReadContext, activation: Activation) {
  const [input] = context.inputs;
  if (activation.kind === "linear") return passOn(input);
  const { name } = context.description;
  const { tensor, shape } = input;
  return imageLayer(
    { kind: "activating", name, inputs: [tensor], shape, activation },
    input.isVector,
  );
}

function isVector({ inputs }: ReadContext): boolean {
  return inputs[0].isVector;
}
