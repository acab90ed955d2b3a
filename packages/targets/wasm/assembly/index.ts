export { convolve } from "./convolution";
export { activate, add, scale } from "./elementwise";
export { normaliseBytes, normaliseFloats } from "./pixels";
export { pool } from "./pooling";
export { convolveSingle } from "./single";
export { warp } from "./warp";
export { convolveWinograd, winogradScratch } from "./winograd";
