import { definePlugin } from "@multibatch/core";
import { NinModel } from "./nin.js";
import { ninOptionsSchema } from "./nin-options.js";

/** Network-in-network embedder: images in, embeddings out. */
export const nin = definePlugin({
  kind: "model",
  name: "@multibatch/model-nin",
  contract: 1,
  options: ninOptionsSchema,
  create: (options) => new NinModel(options),
});

export default nin;
export type { Block, BlockInput } from "./blocks.js";
export { NinModel } from "./nin.js";
export { type NinOptions, type NinOptionsInput, ninOptionsSchema } from "./nin-options.js";
export { type Preset, presetNames, presets } from "./presets.js";
