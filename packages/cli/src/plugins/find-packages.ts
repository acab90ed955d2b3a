import { access, readdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** A package that is installed where a folder's code would find it. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** Whether it says of itself, by the keyword `multibatch-plugin`, that it is a plugin. */
  readonly isPlugin: boolean;
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly keywords?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/**
 * The packages of Multibatch and the plugins of others: all in `node_modules/@multibatch` of this
 * folder and the ones above it, and the plugins among the dependencies of the nearest package.json;
 * in the order of their names.
 */
export async function findPackages(directory: string): Promise<InstalledPackage[]> {
  const names = new Set(await dependenciesOf(directory));
  for (const folder of foldersUpward(directory)) {
    const scope = join(folder, "node_modules", "@multibatch");
    for (const name of await readdir(scope).catch(() => [])) names.add(`@multibatch/${name}`);
  }
  const found = await Promise.all([...names].map((name) => readInstalled(name, directory)));
  return found
    .filter((entry) => entry !== undefined)
    .filter((entry) => entry.isPlugin || entry.name.startsWith("@multibatch/"))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function dependenciesOf(directory: string): Promise<string[]> {
  for (const folder of foldersUpward(directory)) {
    const manifest = await readManifest(folder);
    if (manifest) return Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  }
  return [];
}

async function readInstalled(
  name: string,
  directory: string,
): Promise<InstalledPackage | undefined> {
  for (const folder of foldersUpward(directory)) {
    const place = join(folder, "node_modules", name);
    const there = await access(place).then(
      () => true,
      () => false,
    );
    const manifest = there ? await readManifest(place) : undefined;
    if (!manifest) continue;
    const isPlugin = manifest.keywords?.includes("multibatch-plugin") ?? false;
    return { name, version: manifest.version ?? "unknown", isPlugin };
  }
  return undefined;
}

async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Manifest;
  } catch {
    // Missing or malformed: npm itself has more to say about that than we have.
    return undefined;
  }
}

function foldersUpward(directory: string): string[] {
  const folders = [resolve(directory)];
  while (dirname(folders[folders.length - 1]) !== folders[folders.length - 1]) {
    folders.push(dirname(folders[folders.length - 1]));
  }
  return folders;
}
