import { identityParameters, parametrisations } from "@multibatch/warp";
import { z } from "zod";
import { parseConfig } from "./config.js";
import { imageLayer, type LayerReader, unsupported } from "./layer-reader.js";
import { elements } from "./network.js";

const size = z.int().positive().nullish();
const warpSchema = z.looseObject({
  parametrisation: z.enum(parametrisations),
  height: size,
  width: size,
});

/** `AffineWarp`, the layer of @multibatch/warp. */
export const readWarp: LayerReader = ({ description, inputs }) => {
  const config = parseConfig(warpSchema, description);
  const [image, parameters] = inputs;
  const expected = identityParameters(config.parametrisation).length;
  const given = parameters ? elements(parameters.shape) : 0;
  if (given !== expected) {
    throw unsupported(description, `it is given ${given} parameters, expected ${expected}`);
  }
  const { height, width, channels } = image.shape;
  return imageLayer({
    kind: "warp",
    name: description.name,
    inputs: [image.tensor, parameters.tensor],
    shape: { height: config.height ?? height, width: config.width ?? width, channels },
    parametrisation: config.parametrisation,
  });
};
