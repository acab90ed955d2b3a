import { stat } from "node:fs/promises";
import { DataError } from "@multibatch/core";
import type { FileReader } from "../decode-image.js";
import { explainFileSystemError } from "../image-error.js";
import { groupByIdentity } from "./group-by-identity.js";
import { filesOfFolder, type ImageFiles, selectFiles } from "./image-files.js";
import { openArchive } from "./open-archive.js";
import { type ScanSetup, scanIdentityFolders } from "./scan-identity-folders.js";

/** Image files in the order of their identities. */
export interface IdentityFiles {
  readonly files: ImageFiles;
  /** Identity of each image, `[images]`, dense from 0, ascending. */
  readonly identities: Int32Array;
  /** Name of each identity, in the order of code points. */
  readonly identityNames: readonly string[];
}

/** Where identity-labelled image files lie: `root` may be an archive, too. */
export interface IdentityFilesSetup extends ScanSetup {
  /** How a file of a folder is read; tests stand in for files that may not be read. */
  readonly readBytes?: FileReader;
}

/**
 * Opens a folder with a folder of images for each identity, or a zip or an uncompressed tar of the
 * same layout, which is read without unpacking. The caller closes `files`.
 *
 * @throws DataError when the place is missing, unreadable, a truncated archive, or has no identity
 */
export async function openIdentityFiles(setup: IdentityFilesSetup): Promise<IdentityFiles> {
  const { root, option, depth = 1 } = setup;
  const stats = await stat(root).catch((error: NodeJS.ErrnoException) => {
    // scanIdentityFolders says more of a folder that is not there.
    if (error.code === "ENOENT") return undefined;
    throw new DataError(`${root} (option "${option}"): ${explainFileSystemError(error)}`, {
      cause: error,
    });
  });
  const found = stats?.isFile() ? await openGroups(setup) : await openFolders(setup);
  if (found.identityNames.length > 0) return found;
  await found.files.close();
  const layout = Array.from({ length: depth }, () => "FOLDER").join("/");
  throw new DataError(
    `${root} (option "${option}") has no identities. It must hold a folder for each identity, with JPEG, PNG or WebP images in it: ${layout}/IMAGE.jpg.`,
  );
}

async function openFolders(setup: IdentityFilesSetup): Promise<IdentityFiles> {
  const folders = await scanIdentityFolders(setup);
  const paths = folders.flatMap((folder) => folder.files);
  return label(folders, filesOfFolder(setup.root, paths, setup.readBytes));
}

async function openGroups({ root, depth = 1, emit }: IdentityFilesSetup): Promise<IdentityFiles> {
  const archive = await openArchive(root);
  const groups = groupByIdentity({ paths: archive.paths, depth, emit });
  return label(
    groups,
    selectFiles(
      archive,
      groups.flatMap((group) => group.files),
    ),
  );
}

/** Labels files that lie in the order of their groups. */
function label(
  groups: readonly { readonly name: string; readonly files: readonly unknown[] }[],
  files: ImageFiles,
): IdentityFiles {
  return {
    files,
    identities: Int32Array.from(
      groups.flatMap((group, identity) => group.files.map(() => identity)),
    ),
    identityNames: groups.map((group) => group.name),
  };
}
