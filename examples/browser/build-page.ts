import { copyFile, cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { drawSamples } from "./draw-samples.js";

const here = fileURLToPath(new URL(".", import.meta.url));

/**
 * Builds the page into static files.
 *
 * @param model model folder that the page loads
 * @param out made where it is missing
 */
export async function buildPage(model: string, out: string): Promise<void> {
  await mkdir(out, { recursive: true });
  for (const file of ["index.html", "style.css"]) await copyFile(join(here, file), join(out, file));
  // Training needs more of a model folder than a page does, which loads all that the card lists.
  await cp(model, join(out, "model"), { recursive: true });
  await drawSamples(join(out, "samples"));
  const build = await rolldown({
    input: { main: join(here, "src/main.ts") },
    platform: "browser",
    resolve: { conditionNames: ["@multibatch/source", "browser", "import", "default"] },
    logLevel: "silent",
  });
  await build.write({ dir: out, format: "esm", minify: true });
  await build.close();
}
