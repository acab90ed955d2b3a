import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The files of SwiftShader, Vulkan on the processor, and of the loader that programs reach it through. */
export const driverFiles = [
  "vk_swiftshader_icd.json",
  "libvk_swiftshader.so",
  "libvulkan.so.1",
] as const;

/** Folders in which browsers keep these files. */
export const browserFolders = [
  "/usr/lib/chromium",
  "/usr/lib/chromium-browser",
  "/opt/google/chrome",
  "/usr/lib64/chromium-browser",
] as const;

/** Folders in which systems keep the manifests of their drivers. */
export const manifestFolders = ["/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d"] as const;

/**
 * Whether programs have a driver already, one that was chosen for them or one of the system, which ours
 * would hide. Systems other than Linux have other ways to know.
 */
export function hasDriver(
  environment: NodeJS.ProcessEnv = process.env,
  folders: readonly string[] = manifestFolders,
  system: NodeJS.Platform = process.platform,
): boolean {
  if (system !== "linux" || environment.VK_DRIVER_FILES || environment.VK_ICD_FILENAMES)
    return true;
  return folders.some((folder) => existsSync(folder) && readdirSync(folder).length > 0);
}

/** Where a driver that was found or downloaded is kept. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const cache = environment.XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(cache, "multibatch", "software-vulkan");
}

/** The first folder that holds the whole driver. */
export function findDriver(folders: readonly string[]): string | undefined {
  return folders.find(isWhole);
}

function isWhole(folder: string): boolean {
  return driverFiles.every((file) => existsSync(join(folder, file)));
}

/**
 * A folder of links to the driver's files and to nothing else: a browser's own folder has other
 * libraries, which no program is to find.
 */
export function linkDriver(from: string, to: string): string {
  mkdirSync(to, { recursive: true });
  for (const file of driverFiles) {
    if (!existsSync(join(to, file))) symlinkSync(join(from, file), join(to, file));
  }
  return to;
}

/** The variables that make programs use the driver in a folder. */
export function driverEnvironment(
  folder: string,
  environment: NodeJS.ProcessEnv = process.env,
): Record<"VK_DRIVER_FILES" | "LD_LIBRARY_PATH", string> {
  const paths = [folder, environment.LD_LIBRARY_PATH].filter(Boolean);
  return {
    VK_DRIVER_FILES: join(folder, "vk_swiftshader_icd.json"),
    LD_LIBRARY_PATH: paths.join(":"),
  };
}
