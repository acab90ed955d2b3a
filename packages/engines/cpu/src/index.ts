import { definePlugin } from "@multibatch/core";
import { CpuEngine } from "./cpu-engine.js";
import { cpuOptionsSchema } from "./cpu-options.js";

/** The plugin: tfjs-backend-cpu as an engine. */
export const cpu = definePlugin({
  kind: "engine",
  name: "@multibatch/engine-cpu",
  contract: 1,
  options: cpuOptionsSchema,
  create: () => new CpuEngine(),
});

export default cpu;
export { CpuEngine } from "./cpu-engine.js";
export { type CpuOptions, cpuOptionsSchema } from "./cpu-options.js";
