import { definePlugin } from "@multibatch/core";
import { nodeGpuSchema } from "./node-gpu-options.js";
import { createTrainer } from "./trainer.js";

export { engineNames, type NodeGpuOptions, nodeGpuSchema } from "./node-gpu-options.js";

/** The trainer for Node: on an NVIDIA GPU where TensorFlow has one, at native speed on the CPU elsewhere. */
export const nodeGpu = definePlugin({
  kind: "target",
  name: "@multibatch/target-node-gpu",
  contract: 1,
  options: nodeGpuSchema,
  create: (options, context) => createTrainer(options, context.directory),
});

export default nodeGpu;
