import { parseConfig, poolingSchema, slide } from "./config.js";
import { imageLayer, type LayerReader, passOn, unsupported } from "./layer-reader.js";
import { elements, shapeText } from "./network.js";

const noPadding = { top: 0, left: 0, bottom: 0, right: 0 };

/** Layers that do nothing to one image in inference. */
export const readIdentity: LayerReader = ({ inputs }) => passOn(inputs[0]);

/** `Flatten`: the numbers stay where they are. */
export const readFlatten: LayerReader = ({ inputs }) => passOn({ ...inputs[0], isVector: true });

/** `MaxPooling2D` and `AveragePooling2D`. */
export const readPooling: LayerReader = ({ description, inputs }) => {
  const config = parseConfig(poolingSchema, description);
  const [{ tensor, shape }] = inputs;
  const stride = config.strides ?? config.pool_size;
  const { padding, ...size } = slide(shape, config.pool_size, stride, config.padding);
  if (size.height < 1 || size.width < 1) {
    throw unsupported(description, "its window is larger than the image");
  }
  return imageLayer({
    kind: "pooling",
    name: description.name,
    inputs: [tensor],
    shape: { ...size, channels: shape.channels },
    mode: description.className === "MaxPooling2D" ? "maximum" : "mean",
    window: config.pool_size,
    stride,
    padding,
  });
};

/** `GlobalAveragePooling2D` and `GlobalMaxPooling2D`. */
export const readGlobalPooling: LayerReader = ({ description, inputs }) => {
  const [{ tensor, shape }] = inputs;
  const window = { height: shape.height, width: shape.width };
  const layer = {
    kind: "pooling" as const,
    name: description.name,
    inputs: [tensor],
    shape: { height: 1, width: 1, channels: shape.channels },
    mode: description.className === "GlobalMaxPooling2D" ? ("maximum" as const) : ("mean" as const),
    window,
    stride: window,
    padding: noPadding,
  };
  return imageLayer(layer, true);
};

/** `Add`, of tensors of one size. */
export const readAddition: LayerReader = ({ description, inputs }) => {
  const [{ shape, isVector }] = inputs;
  const other = inputs.find((signal) => shapeText(signal.shape) !== shapeText(shape));
  if (other) {
    const sizes = `${shapeText(shape)} and ${shapeText(other.shape)}`;
    throw unsupported(description, `it adds ${sizes}, which are not of one size`);
  }
  const tensors = inputs.map(({ tensor }) => tensor);
  return imageLayer({ kind: "addition", name: description.name, inputs: tensors, shape }, isVector);
};

/** `Reshape`, as far as it makes a vector of all there is. */
export const readReshape: LayerReader = ({ description, inputs }) => {
  const target = description.config.target_shape;
  const size = elements(inputs[0].shape);
  if (Array.isArray(target) && target.length === 1 && (target[0] === size || target[0] === -1)) {
    return passOn({ ...inputs[0], isVector: true });
  }
  throw unsupported(description, "it makes another shape than a vector");
};
