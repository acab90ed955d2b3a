import { testEngine } from "@multibatch/conformance";
import wasm from "./index.js";

testEngine("wasm", () => wasm().create());
