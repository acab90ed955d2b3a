// Compiles assembly/ to src/engine/kernels.wasm.ts, which is committed: `npm run kernels`.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const here = fileURLToPath(new URL(".", import.meta.url));

/** The text of kernels.wasm.ts as it follows from the sources. */
export async function compileKernels() {
  const folder = await mkdtemp(join(tmpdir(), "multibatch-kernels-"));
  try {
    const binary = join(folder, "kernels.wasm");
    const { error, stderr } = await asc.main([
      join("assembly", "index.ts"),
      ...["--baseDir", here, "--outFile", binary],
      ...["-O3", "--runtime", "stub", "--noAssert", "--importMemory"],
      // v128 passes between our own files alone.
      ...["--enable", "simd", "--disableWarning", "112"],
    ]);
    if (error) throw new Error(stderr.toString());
    const base64 = (await readFile(binary)).toString("base64");
    return [
      "/** The compiled form of assembly/; made by build-kernels.mjs. */",
      "export const kernelsBase64 =",
      `  "${base64}";`,
      "",
    ].join("\n");
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(join(here, "src/engine/kernels.wasm.ts"), await compileKernels());
}
