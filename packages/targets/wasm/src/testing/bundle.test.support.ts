import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

/** A file of a bundle. */
export interface BundledFile {
  readonly name: string;
  readonly code: string;
  readonly isEntry: boolean;
  /** Files that are loaded with it. */
  readonly imports: readonly string[];
  /** Modules that it was made from. */
  readonly modules: readonly string[];
}

/** Bundles this package from its sources, as a page's or a server's bundler would. */
export async function bundle(platform: "browser" | "node"): Promise<BundledFile[]> {
  const build = await rolldown({
    input: fileURLToPath(new URL("../index.ts", import.meta.url)),
    platform,
    // In Node tfjs and image decoding stay packages, as they bring files of their own.
    external: platform === "node" ? [/^@tensorflow\//, "@multibatch/images"] : [],
    resolve: { conditionNames: ["@multibatch/source", platform, "import", "default"] },
    logLevel: "silent",
  });
  const { output } = await build.generate({ format: "esm", minify: true });
  await build.close();
  return output.flatMap((file) =>
    file.type === "chunk"
      ? [
          {
            name: file.fileName,
            code: file.code,
            isEntry: file.isEntry,
            imports: file.imports,
            modules: file.moduleIds,
          },
        ]
      : [],
  );
}
