import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import wasm, { WasmEngine } from "./index.js";

describe("the wasm heap", () => {
  it("is given back on dispose", async () => {
    setFlagsFromString("--expose-gc");
    const collectGarbage = runInNewContext("gc") as () => void;
    const engine = await wasm().create();
    const session = await engine.start();
    tf.tidy(() => tf.ones([1000, 1000]).dataSync());
    const heap = new WeakRef((tf.backend() as unknown as BackendWasm).wasm);
    await session.dispose();
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    expect(heap.deref()).toBeUndefined();
  });

  it("says so when it is full, where stock code would write to address 0", async () => {
    const session = await new WasmEngine().start();
    const backend = tf.backend() as unknown as BackendWasm;
    // Reserves addresses only: memory that is never written is never there.
    const large = backend.write(null, [600_000_000], "float32");
    expect(() => backend.write(null, [600_000_000], "float32")).toThrow(/no room for 2400.0 MB/);
    backend.disposeData(large);
    expect(tf.tidy(() => tf.sum(tf.ones([3])).dataSync())[0]).toBe(3);
    await session.dispose();
  });
});

describe("an engine beside others", () => {
  const own = () => undefined;
  beforeAll(() => void process.on("uncaughtException", own));
  afterAll(() => void process.removeListener("uncaughtException", own));

  it("keeps the user's exception handlers, which the stock backend removes on dispose", async () => {
    await (await new WasmEngine().start()).dispose();
    expect(process.listeners("uncaughtException")).toContain(own);
  });

  it("refuses a second session while one runs", async () => {
    const session = await new WasmEngine().start();
    await expect(new WasmEngine().start()).rejects.toThrow(/runs already/);
    await session.dispose();
    await session.dispose();
  });

  it("leaves the stock backend and its kernels as they are", async () => {
    const names = () => tf.getKernelsForBackend("wasm").map((kernel) => kernel.kernelFunc);
    const before = names();
    await tf.setBackend("wasm");
    const session = await new WasmEngine().start();
    expect(names()).toEqual(before);
    await tf.setBackend("wasm");
    await session.dispose();
    expect(tf.getBackend()).toBe("wasm");
    expect(tf.tidy(() => tf.matMul(tf.ones([2, 3]), tf.ones([3, 2])).dataSync())).toEqual(
      Float32Array.of(3, 3, 3, 3),
    );
    expect(tf.getKernelsForBackend(session.backend)).toEqual([]);
  });
});
