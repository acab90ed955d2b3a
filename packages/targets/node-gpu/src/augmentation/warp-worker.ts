import { parentPort } from "node:worker_threads";
import { warpImages } from "./warp-image.js";

/** What the worker is sent: the arguments of `warpImages`. It answers each with its result, in order. */
export type WarpTask = Parameters<typeof warpImages>;

parentPort?.on("message", (task: WarpTask) => {
  const images = warpImages(...task);
  parentPort?.postMessage(images, [images.buffer as ArrayBuffer]);
});
