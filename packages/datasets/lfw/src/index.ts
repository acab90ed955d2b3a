import { definePlugin } from "@multibatch/core";
import { lfwOptionsSchema } from "./lfw-options.js";
import { openLfw } from "./open-lfw.js";

/** Labeled Faces in the Wild, judged by its View 1 or View 2. */
export const lfw = definePlugin({
  kind: "dataset",
  name: "@multibatch/dataset-lfw",
  contract: 1,
  options: lfwOptionsSchema,
  create: openLfw,
});

export default lfw;
export { faceTemplate } from "./face-template.js";
export * from "./lfw-options.js";
export * from "./open-lfw.js";
export * from "./pairs-file.js";
export * from "./people-file.js";
