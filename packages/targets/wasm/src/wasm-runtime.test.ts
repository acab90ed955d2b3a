import { testRuntime } from "@multibatch/conformance";
import type { Runtime } from "@multibatch/core";
import wasm from "./index.js";

testRuntime("wasm", async () => (await wasm().create()) as Runtime);
testRuntime(
  "wasm on stock tfjs",
  async () => (await wasm({ engine: "stock" }).create()) as Runtime,
);
