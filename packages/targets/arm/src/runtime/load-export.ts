import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Embedder } from "@multibatch/core";
import { readModelCard } from "@multibatch/network";
import { folderSource } from "@multibatch/network/node";
import { exportArm } from "../export-arm.js";
import { packageName } from "../model-folder.js";
import { ArmEmbedder } from "./arm-embedder.js";
import { buildProgram } from "./build-program.js";
import type { ArmRuntimeOptions } from "./runtime-options.js";

/**
 * Loads an export, compiled for this machine: what it computes here is what it computes on ARM, up to
 * the rounding of float32. A model folder is exported on the way.
 *
 * @throws ModelFolderError when the folder is neither, or not whole
 * @throws EngineError when there is no C compiler
 */
export async function loadExport(
  folder: string,
  { compiler }: ArmRuntimeOptions,
): Promise<Embedder> {
  const scratch = await mkdtemp(join(tmpdir(), "multibatch-arm-"));
  try {
    const isExport = await access(join(folder, "embedder.c")).then(
      () => true,
      () => false,
    );
    const source = isExport ? folder : join(scratch, "export");
    if (!isExport) await exportArm(folder, source);
    const program = join(scratch, "embed");
    await buildProgram(source, compiler, program);
    const card = await readModelCard(folderSource(source), packageName);
    return new ArmEmbedder(card, program, join(source, "weights.bin"), scratch);
  } catch (error) {
    await rm(scratch, { recursive: true, force: true });
    throw error;
  }
}
