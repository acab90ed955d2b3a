import { testEngine } from "@multibatch/conformance";
import { onnx } from "./index.js";

// Skipped aloud without a Vulkan driver; tools/software-vulkan/run.ts gives one to a command.
testEngine("onnx on webgpu", () => onnx({ device: "webgpu" }).create());
