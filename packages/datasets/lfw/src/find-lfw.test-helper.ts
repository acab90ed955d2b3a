import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * `shared/data/lfw` beside the repository, found by walking up from here; where it is missing, a
 * warning says so.
 */
export function findLfw(): string | undefined {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (dirname(folder) !== folder) {
    const data = join(folder, "shared", "data", "lfw");
    if (existsSync(join(data, "lfw_aligned112.tar"))) return data;
    folder = dirname(folder);
  }
  console.warn("SKIPPED: LFW itself is not beside the repository (shared/data/lfw).");
  return undefined;
}
