import { testEngine } from "@multibatch/conformance";
import { onnx } from "./index.js";

testEngine("onnx", () => onnx().create());
