import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

/**
 * Bundles a program that loads a model folder, embeds images that count up and prints the bits of
 * their embeddings, so that Node alone can run it.
 *
 * @param folder where its files go
 * @returns the file to start
 */
export async function bundleRuntime(folder: string): Promise<string> {
  const build = await rolldown({
    input: fileURLToPath(new URL("./print-embeddings.ts", import.meta.url)),
    platform: "node",
    // Neither is needed by the own engine, and both bring files of their own.
    external: [/^@tensorflow\//, "@multibatch/images"],
    resolve: { conditionNames: ["@multibatch/source", "node", "import", "default"] },
    logLevel: "silent",
  });
  await build.write({
    dir: folder,
    format: "esm",
    entryFileNames: "[name].mjs",
    chunkFileNames: "[name].mjs",
  });
  await build.close();
  return join(folder, "print-embeddings.mjs");
}
