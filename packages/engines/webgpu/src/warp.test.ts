import { testWarp } from "@multibatch/warp/testing";
import webgpu from "./index.js";
import { isOnDevice } from "./test-support/describe-on-device.js";

if (await isOnDevice("the warp on WebGPU")) {
  testWarp("engine-webgpu", async () => (await webgpu().create()).start());
}
