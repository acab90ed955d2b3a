import { definePlugin } from "@multibatch/core";
import { TensorflowEngine } from "./tensorflow-engine.js";
import { tensorflowOptionsSchema } from "./tensorflow-options.js";

/** The plugin: TensorFlow on a GPU or on the CPU, where tfjs-node(-gpu) is installed. */
export const tensorflow = definePlugin({
  kind: "engine",
  name: "@multibatch/engine-tensorflow",
  contract: 1,
  options: tensorflowOptionsSchema,
  create: ({ device }) => new TensorflowEngine(device),
});

export default tensorflow;
export type { Surroundings } from "./surroundings.js";
export { TensorflowEngine } from "./tensorflow-engine.js";
export { type TensorflowOptions, tensorflowOptionsSchema } from "./tensorflow-options.js";
