import { definePlugin } from "@multibatch/core";
import { WarpAligner } from "./warp-aligner.js";
import { warpAlignerOptionsSchema } from "./warp-aligner-options.js";

/** Learned alignment: images in, images out, warped so that the object lies where the embedder wants it. */
export const warpAligner = definePlugin({
  kind: "model",
  name: "@multibatch/model-warp-aligner",
  contract: 1,
  options: warpAlignerOptionsSchema,
  create: (options) => new WarpAligner(options),
});

export default warpAligner;
export { parametersLayerName } from "./connect-localisation.js";
export type { Localisation, LocalisationInput } from "./localisation.js";
export { type Preset, presetNames, presets } from "./presets.js";
export { WarpAligner } from "./warp-aligner.js";
export {
  type WarpAlignerOptions,
  type WarpAlignerOptionsInput,
  warpAlignerOptionsSchema,
} from "./warp-aligner-options.js";
