import { z } from "zod";
import { parseConfig } from "./config.js";
import { imageLayer, type LayerReader, unsupported } from "./layer-reader.js";
import { elements, type Parametrisation } from "./network.js";

/** Numbers that each parametrisation takes. */
export const warpParameters: Readonly<Record<Parametrisation, number>> = {
  affine: 6,
  similarity: 4,
  "translation-scale": 3,
};

const schema = z.looseObject({
  parametrisation: z.enum(["affine", "similarity", "translation-scale"]),
  height: z.int().positive().nullish(),
  width: z.int().positive().nullish(),
});

/** `AffineWarp` of `@multibatch/warp`: images and parameters in, images out. */
export const readWarp: LayerReader = ({ description, inputs }) => {
  const { parametrisation, height, width } = parseConfig(schema, description);
  const [images, parameters] = inputs;
  const expected = warpParameters[parametrisation];
  if (inputs.length !== 2 || elements(parameters.shape) !== expected) {
    throw unsupported(description, `it takes images and ${expected} parameters`);
  }
  return imageLayer({
    kind: "warp",
    name: description.name,
    inputs: [images.tensor, parameters.tensor],
    shape: {
      height: height ?? images.shape.height,
      width: width ?? images.shape.width,
      channels: images.shape.channels,
    },
    parametrisation,
  });
};
