import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { EngineError, ModelFolderError } from "@multibatch/core";

const stream = fileURLToPath(new URL("../../src/runtime/stream.c", import.meta.url));

/**
 * Compiles an export for this machine.
 *
 * @param program path of what is made: raw images on its stdin, raw embeddings on its stdout
 * @throws EngineError when there is no compiler
 * @throws ModelFolderError when the export does not compile
 */
export async function buildProgram(
  folder: string,
  compiler: string,
  program: string,
): Promise<void> {
  const kernels = (await readdir(join(folder, "kernels"))).filter((file) => file.endsWith(".c"));
  const sources = ["embedder.c", ...kernels.map((file) => join("kernels", file))];
  const flags = ["-std=c99", "-O2", "-I", folder];
  try {
    const files = sources.map((file) => join(folder, file));
    await promisify(execFile)(compiler, [...flags, stream, ...files, "-lm", "-o", program]);
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: string };
    if (code === "ENOENT") {
      throw new EngineError(
        `The C compiler "${compiler}" was not found. Install one (for example gcc), or name it by the option "compiler".`,
        { cause: error },
      );
    }
    throw new ModelFolderError(
      `The export "${folder}" does not compile with "${compiler}". Export it again, or name another compiler.\n${stderr?.slice(0, 2000) ?? ""}`,
      { cause: error },
    );
  }
}
