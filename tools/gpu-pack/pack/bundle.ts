import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const entry = fileURLToPath(new URL("../measure/main.ts", import.meta.url));

/** Bundles the measuring program with all that it needs but Dawn, as `main.mjs` in a folder. */
export async function bundleProgram(folder: string): Promise<void> {
  const build = await rolldown({
    input: entry,
    platform: "node",
    external: ["webgpu", /^onnxruntime/, "@multibatch/images"],
    resolve: {
      conditionNames: ["@multibatch/source", "node", "import", "default"],
      // tfjs for bundlers: its files for Node alone would come twice, once for each way to import.
      mainFields: ["module", "main"],
    },
    logLevel: "silent",
  });
  await build.write({
    dir: folder,
    format: "esm",
    entryFileNames: "main.mjs",
    codeSplitting: false,
  });
  await build.close();
}
