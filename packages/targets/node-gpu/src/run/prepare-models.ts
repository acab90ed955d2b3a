import { type EventSink, imageSize, type Pipeline } from "@multibatch/core";
import { modelContexts } from "@multibatch/core/network";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { normaliseInto } from "../augmentation/normalise.js";

/** Lets each model bring its weights to a good start, in the order in which they are connected. */
export async function prepareModels(
  network: LayersModel,
  { models, dataset, seed }: Pipeline,
  emit: EventSink,
  signal?: AbortSignal,
): Promise<void> {
  const read = async (images: ArrayLike<number>) => {
    const { pixels } = await dataset.read(images);
    const normalised = new Float32Array(images.length * imageSize(dataset.crop));
    normaliseInto(normalised, pixels);
    return normalised;
  };
  const contexts = modelContexts(models.length, seed);
  for (const [position, model] of models.entries()) {
    const context = contexts[position];
    await model.prepare?.(network, {
      ...context,
      dataset,
      images: dataset.splits.train,
      read,
      emit,
      signal,
    });
  }
}
