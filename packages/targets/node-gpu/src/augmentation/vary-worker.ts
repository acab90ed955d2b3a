import { parentPort } from "node:worker_threads";
import { varyImages } from "./vary-images.js";

/** What the worker is sent: the arguments of `varyImages`. It answers each with its result, in order. */
export type VaryTask = Parameters<typeof varyImages>;

parentPort?.on("message", (task: VaryTask) => {
  const images = varyImages(...task);
  parentPort?.postMessage(images, [images.buffer as ArrayBuffer]);
});
