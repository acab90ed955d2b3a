import { definePlugin } from "@multibatch/core";
import { openSyntheticFaces } from "./synthetic-faces.js";
import { syntheticFacesOptionsSchema } from "./synthetic-faces-options.js";

/** Procedural, seeded faces with known identity and known warp: no download, ever. */
export const syntheticFaces = definePlugin({
  kind: "dataset",
  name: "@multibatch/dataset-synthetic-faces",
  contract: 1,
  options: syntheticFacesOptionsSchema,
  create: (options, { emit }) => openSyntheticFaces(options, emit),
});

export default syntheticFaces;

export { invertWarp, type Warp, warpX, warpY } from "./drawing/warp.js";
export { drawIdentity, type FaceIdentity } from "./face/identity.js";
export { drawNuisance, type FaceNuisance } from "./face/nuisance.js";
export { usualScale } from "./face/pose.js";
export { FaceRenderer } from "./render-face.js";
export { openSyntheticFaces, type SyntheticFaces } from "./synthetic-faces.js";
export {
  type NuisanceStrengths,
  type SyntheticFacesOptions,
  syntheticFacesOptionsSchema,
} from "./synthetic-faces-options.js";
