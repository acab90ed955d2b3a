import type { Dataset, Population } from "@multibatch/core";

/** The images that are trained on, with their identities. */
export function trainingPopulation(dataset: Dataset): Population {
  const images = dataset.splits.train;
  return { images, identities: images.map((image) => dataset.identities[image]) };
}
