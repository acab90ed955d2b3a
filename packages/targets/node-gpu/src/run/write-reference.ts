import { writeFileAtomic } from "@multibatch/core/node";
import { writeSafetensors } from "@multibatch/formats";
import { embedImages } from "../network/embed-images.js";
import type { TrainingRun } from "./training-run.js";

const count = 32;

/**
 * Writes some images of the run with their embeddings as the training engine computes them, so that
 * any runtime can be held against training: `pixels` uint8 `[n, h, w, c]`, `embeddings` float32
 * `[n, d]`, in one safetensors file of the run folder. The model folder itself holds no image.
 *
 * @throws DataError when the file cannot be written
 */
export async function writeReference(run: TrainingRun): Promise<void> {
  const { pipeline, folder, options } = run.setup;
  const { splits, crop } = pipeline.dataset;
  const source = splits.validation.length > 0 ? splits.validation : splits.train;
  const { pixels, failed } = await pipeline.dataset.read(source.subarray(0, count));
  if (failed.length > 0) return;
  const embeddings = await embedImages(run.network, pixels, options.validation.batchSize);
  const images = Math.min(count, source.length);
  const bytes = writeSafetensors({
    pixels: { dtype: "U8", shape: [images, crop.height, crop.width, crop.channels], data: pixels },
    embeddings: { dtype: "F32", shape: [images, embeddings.length / images], data: embeddings },
  });
  await writeFileAtomic(folder.reference, bytes);
}
