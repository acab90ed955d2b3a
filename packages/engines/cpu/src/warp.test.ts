import { testWarp } from "@multibatch/warp/testing";
import cpu from "./index.js";

testWarp("engine-cpu", async () => (await cpu().create()).start());
