import { z } from "zod";
import { namedActivation } from "./activations.js";
import { convolutionSchema, denseSchema, parseConfig, slide } from "./config.js";
import { imageLayer, type LayerReader, type ReadContext, unsupported } from "./layer-reader.js";
import { elements } from "./network.js";

/** `Conv2D`. */
export const readConvolution: LayerReader = (context) => {
  const { description, inputs } = context;
  const config = parseConfig(convolutionSchema, description);
  const [{ tensor, shape }] = inputs;
  const { padding, ...size } = slide(shape, config.kernel_size, config.strides, config.padding);
  if (size.height < 1 || size.width < 1) {
    throw unsupported(description, "its window is larger than the image");
  }
  return imageLayer({
    kind: "convolution",
    name: description.name,
    inputs: [tensor],
    shape: { ...size, channels: config.filters },
    window: config.kernel_size,
    stride: config.strides,
    padding,
    kernel: context.weights("kernel").values,
    bias: biasOf(context, config.use_bias, config.filters),
    activation: namedActivation(config.activation, description),
    pooled: false,
  });
};

/** `Dense`: over a vector, or as a 1 × 1 convolution over each pixel of an image. */
export const readDense: LayerReader = (context) => {
  const { description, inputs } = context;
  const { units, use_bias, activation: activationName } = parseConfig(denseSchema, description);
  const [{ tensor, shape, isVector }] = inputs;
  const layer = {
    name: description.name,
    inputs: [tensor],
    kernel: context.weights("kernel").values,
    bias: biasOf(context, use_bias, units),
    activation: namedActivation(activationName, description),
  };
  if (isVector) {
    const size = { height: 1, width: 1, channels: units };
    return imageLayer({ kind: "fully-connected", ...layer, shape: size }, true);
  }
  const one = { height: 1, width: 1 };
  return imageLayer({
    kind: "convolution",
    ...layer,
    shape: { ...shape, channels: units },
    window: one,
    stride: one,
    padding: { top: 0, left: 0, bottom: 0, right: 0 },
    pooled: false,
  });
};

/** `BatchNormalization` with the averages that inference uses, as one scale and one offset a channel. */
export const readBatchNormalisation: LayerReader = (context) => {
  const { description, inputs } = context;
  const config = parseConfig(
    z.looseObject({
      axis: z.int().default(-1),
      epsilon: z.number(),
      scale: z.boolean().default(true),
      center: z.boolean().default(true),
    }),
    description,
  );
  const [{ tensor, shape, isVector }] = inputs;
  const lastAxis = isVector ? 1 : 3;
  if (
    (config.axis !== -1 && config.axis !== lastAxis) ||
    (isVector && elements(shape) !== shape.channels)
  ) {
    throw unsupported(description, "it normalises along another axis than the channels");
  }
  const mean = context.weights("moving_mean").values;
  const variance = context.weights("moving_variance").values;
  const gamma = config.scale ? context.weights("gamma").values : undefined;
  const beta = config.center ? context.weights("beta").values : undefined;
  const scale = mean.map((_, i) => (gamma?.[i] ?? 1) / Math.sqrt(variance[i] + config.epsilon));
  const offset = mean.map((average, i) => (beta?.[i] ?? 0) - average * scale[i]);
  const { name } = description;
  return imageLayer({ kind: "scaling", name, inputs: [tensor], shape, scale, offset }, isVector);
};

function biasOf(context: ReadContext, used: boolean, channels: number): Float32Array {
  return used ? context.weights("bias").values : new Float32Array(channels);
}
