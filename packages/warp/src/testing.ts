export { expectClose, largestDifference } from "./testing/expect-close.js";
export { numbersOf } from "./testing/numbers.js";
export {
  type Images,
  referenceImageGradient,
  referenceMapGradient,
  referenceWarp,
  type Size,
} from "./testing/reference-warp.js";
export { testWarp } from "./testing/test-warp.js";
export { type WarpCase, warpCases } from "./testing/warp-cases.js";
