import { definePlugin } from "@multibatch/core";
import { identityFolderOptionsSchema } from "./identity-folder-options.js";
import { openIdentityFolder } from "./open-identity-folder.js";

/** A folder of images for each identity, as a data set. */
export const identityFolder = definePlugin({
  kind: "dataset",
  name: "@multibatch/dataset-identity-folder",
  contract: 1,
  options: identityFolderOptionsSchema,
  create: (options, context) => openIdentityFolder(options, context),
});

export default identityFolder;
export * from "./identity-folder-options.js";
export * from "./open-identity-folder.js";
export * from "./split-identities.js";
