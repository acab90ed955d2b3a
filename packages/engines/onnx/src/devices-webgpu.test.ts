import { testEngine } from "@multibatch/conformance";
import { it } from "vitest";
import { onnx } from "./index.js";

const device = process.env.ONNX_DEVICE;

// Asked for by name: on a software driver it takes minutes.
if (device === "webgpu" || device === "cuda") {
  testEngine(`onnx on ${device}`, () => onnx({ device }).create());
} else {
  it.skip("SKIPPED: engine onnx on another device; ask with ONNX_DEVICE=webgpu or cuda", () => {});
}
