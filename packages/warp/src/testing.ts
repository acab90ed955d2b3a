export { expectClose } from "./testing/expect-close.js";
export {
  type Images,
  referenceImageGradient,
  referenceMapGradient,
  referenceWarp,
  type Size,
} from "./testing/reference-warp.js";
export { testWarp } from "./testing/test-warp.js";
