import { definePlugin } from "@multibatch/core";
import { WebgpuEngine } from "./webgpu-engine.js";
import { webgpuOptionsSchema } from "./webgpu-options.js";

/** The plugin: tfjs-backend-webgpu on Dawn as an engine that trains. */
export const webgpu = definePlugin({
  kind: "engine",
  name: "@multibatch/engine-webgpu",
  contract: 1,
  options: webgpuOptionsSchema,
  create: (options) => new WebgpuEngine(options),
});

export default webgpu;
export { type Surroundings, WebgpuEngine } from "./webgpu-engine.js";
export { type WebgpuOptions, webgpuOptionsSchema } from "./webgpu-options.js";
