import { definePlugin } from "@multibatch/core";
import { VggModel } from "./vgg.js";
import { vggOptionsSchema } from "./vgg-options.js";

/** VGG-like embedder: images in, embeddings out. */
export const vgg = definePlugin({
  kind: "model",
  name: "@multibatch/model-vgg",
  contract: 1,
  options: vggOptionsSchema,
  create: (options) => new VggModel(options),
});

export default vgg;
export type { Block, BlockInput } from "./blocks.js";
export { type Preset, presetNames, presets } from "./presets.js";
export { VggModel } from "./vgg.js";
export { type VggOptions, type VggOptionsInput, vggOptionsSchema } from "./vgg-options.js";
