export { AffineWarp, type AffineWarpConfig } from "./affine-warp-layer.js";
export {
  identityParameters,
  matricesOf,
  type Parametrisation,
  parametrisations,
} from "./parametrisation.js";
export { warpAffine } from "./warp-affine.js";
