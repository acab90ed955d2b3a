import { testWarp } from "@multibatch/warp/testing";
import onnx from "./index.js";

testWarp("engine-onnx", async () => (await onnx().create()).start());
