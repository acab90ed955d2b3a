import { testEngine } from "@multibatch/conformance";
import { TensorflowEngine } from "./index.js";
import { presentSurroundings } from "./surroundings.js";

/*
 * tfjs-node itself, where a folder that has it installed is named: it is no dependency, since its
 * install script downloads TensorFlow. README.md says how to make such a folder without that.
 */
const folder = process.env.TFJS_NODE;

testEngine(
  "tensorflow with the real tfjs-node (TFJS_NODE=folder)",
  async () =>
    new TensorflowEngine("cpu", {
      ...presentSurroundings(),
      ...(folder && { searchFrom: [folder] }),
    }),
);
