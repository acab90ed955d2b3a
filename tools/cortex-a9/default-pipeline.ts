import { join } from "node:path";
import { buildNetwork } from "@multibatch/core/network";
import { nin } from "@multibatch/model-nin";
import { warpAligner } from "@multibatch/model-warp-aligner";
import { exportArm } from "@multibatch/target-arm";
import { writeModel } from "../../packages/targets/arm/src/model-folder.test.support.js";

const crop = { height: 112, width: 112, channels: 3 } as const;

/** Folders of the exports that are measured. */
export interface Exports {
  /** The default pipeline (warp aligner and network in network, 41 M multiply-adds) in float32. */
  readonly float32: string;
  /** The same in int16. */
  readonly int16: string;
  /** The embedder alone (36 M) in float32: what XNNPACK can compute, too. */
  readonly embedder: string;
}

/** Exports networks with random weights: how long they take does not depend on those. */
export async function exportDefaultPipeline(scratch: string): Promise<Exports> {
  const folder = (name: string) => join(scratch, name);
  const exports = {
    float32: folder("float32"),
    int16: folder("int16"),
    embedder: folder("embedder"),
  };
  const aligner = await warpAligner().create();
  const embedder = await nin().create();

  const pipeline = buildNetwork([aligner, embedder], crop, 1);
  const drawn = { images: 1, randomise: false };
  const { pixels } = await writeModel(folder("pipeline"), pipeline, drawn);
  pipeline.dispose();
  await exportArm(folder("pipeline"), exports.float32);
  await exportArm(
    folder("pipeline"),
    exports.int16,
    { precision: "int16" },
    { calibration: pixels },
  );

  const alone = buildNetwork([embedder], crop, 1);
  await writeModel(folder("alone"), alone, drawn);
  alone.dispose();
  await exportArm(folder("alone"), exports.embedder);
  return exports;
}
