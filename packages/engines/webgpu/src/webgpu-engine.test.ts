import { testEngine } from "@multibatch/conformance";
import webgpu from "./index.js";

testEngine("webgpu", () => webgpu().create());
