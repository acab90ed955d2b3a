export { buildNetwork, modelContexts } from "@multibatch/core/network";
