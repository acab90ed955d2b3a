import { testWarp } from "@multibatch/warp/testing";
import webgpu from "./index.js";

testWarp("engine-webgpu", async () => (await webgpu().create()).start(), "composed");
