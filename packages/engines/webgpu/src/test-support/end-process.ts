import * as tf from "@tensorflow/tfjs-core";
import { describeAdapter } from "../adapter.js";
import { findDawn } from "../dawn.js";
import { WebgpuEngine } from "../webgpu-engine.js";
import { webgpuOptionsSchema } from "../webgpu-options.js";

/*
 * Starts the engine, computes, and ends the process in the way that its argument names: a program for
 * the tests of how processes end.
 */

/** Work that is done on the device. */
const compute = () => tf.tidy(() => tf.sum(tf.square(tf.fill([64, 64], 2))));

async function read(): Promise<void> {
  const tensor = compute();
  await tensor.data();
  tensor.dispose();
}

async function readFor(milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) await read();
}

const engine = new WebgpuEngine(webgpuOptionsSchema.parse({}), {
  dawn: findDawn(),
  probe: async () => ({ works: true, adapter: describeAdapter({}) }),
});
const session = await engine.start();
await read();

const ways: Readonly<Record<string, () => unknown>> = {
  "at its end": () => {},
  "at its end, disposed": () => session.dispose(),
  "at its end, work under way": () => void compute().data(),
  "at its end, the device lost": () =>
    (tf.backend() as unknown as { device: GPUDevice }).device.destroy(),
  "by process.exit": () => process.exit(7),
  "by process.exit, work under way": () => {
    void compute().data();
    process.exit(7);
  },
  "by an uncaught error": () =>
    setTimeout(() => {
      void compute().data();
      throw new Error("on purpose");
    }),
  "by an unhandled rejection": () => {
    void compute().data();
    void Promise.reject(new Error("on purpose"));
  },
  "by a signal": () => {
    setTimeout(() => process.kill(process.pid, "SIGINT"), 50);
    return readFor(10_000);
  },
  "by a signal that is handled": () => {
    process.once("SIGINT", () => process.exit(130));
    setTimeout(() => process.kill(process.pid, "SIGINT"), 50);
    return readFor(10_000);
  },
  "at its end, after garbage was collected": async () => {
    for (let round = 0; round < 10; round++) {
      globalThis.gc?.();
      await read();
    }
    await session.dispose();
    for (let round = 0; round < 10; round++) {
      globalThis.gc?.();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  },
};

await ways[process.argv[2]]();
