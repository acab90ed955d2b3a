import { definePlugin } from "@multibatch/core";
import { nodeGpuSchema } from "./node-gpu-options.js";
import { createTrainer } from "./trainer.js";

export { buildNetwork, modelContexts } from "@multibatch/core/network";
export { embedImages } from "./network/embed-images.js";
export { type TrainingRules, trainingRules } from "./network/training-rules.js";
export { engineNames, type NodeGpuOptions, nodeGpuSchema } from "./node-gpu-options.js";

export { MomentumOptimiser, type MomentumSettings } from "./optimiser/momentum-optimiser.js";
export {
  type StepInput,
  type StepResult,
  type StepSettings,
  TrainingStep,
} from "./step/training-step.js";

/** The trainer for Node: on an NVIDIA GPU where TensorFlow has one, at native speed on the CPU elsewhere. */
export const nodeGpu = definePlugin({
  kind: "target",
  name: "@multibatch/target-node-gpu",
  contract: 1,
  options: nodeGpuSchema,
  create: (options, context) => createTrainer(options, context.directory),
});

export default nodeGpu;
