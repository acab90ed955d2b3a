import { testWarp } from "@multibatch/warp/testing";
import wasm from "./index.js";

testWarp("engine-wasm", async () => (await wasm().create()).start());
