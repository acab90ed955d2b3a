import {
  DataError,
  type Dataset,
  type EventSink,
  groupByIdentity,
  imageSize,
  Random,
} from "@multibatch/core";

/** A finite set of images over which expectations are exact, with as many images of each identity. */
export interface StudyPopulation {
  /** Number of identities, C. */
  readonly identities: number;
  /** Images of each, n. Image i is of identity ⌊i / n⌋. */
  readonly imagesEach: number;
  /** uint8 `[C · n, h, w, c]`. */
  readonly pixels: Uint8Array;
}

/** How many images a population is to have. */
export interface PopulationSize {
  /** At most so many identities. */
  readonly identities: number;
  readonly imagesPerIdentity: number;
}

/** With fewer there is no batch to speak of. */
const fewestIdentities = 8;

/**
 * Draws identities from the training split that have enough images, and as many images of each. An
 * identity with an unreadable image is left out.
 *
 * @throws DataError when fewer than 8 identities have enough images
 */
export async function readPopulation(
  dataset: Dataset,
  { identities, imagesPerIdentity }: PopulationSize,
  { seed, emit }: { readonly seed: number; readonly emit: EventSink },
): Promise<StudyPopulation> {
  const random = new Random(seed).fork("population");
  const images = dataset.splits.train;
  const groups = groupByIdentity({
    images,
    identities: images.map((image) => dataset.identities[image]),
  });
  const candidates = [...groups.identities.keys()]
    .map((group) => groups.images.slice(groups.starts[group], groups.starts[group + 1]))
    .filter((group) => group.length >= imagesPerIdentity);
  const chosen = random
    .shuffle(candidates)
    .slice(0, identities)
    .map((group) => random.shuffle(group).slice(0, imagesPerIdentity));
  const parts = await readWhole(dataset, chosen, emit);
  if (parts.length < fewestIdentities) {
    throw new DataError(
      `Only ${parts.length} identities to train on have ${imagesPerIdentity} readable images; the study wants ${fewestIdentities} at least. Ask for fewer images of each (--option imagesPerIdentity=…), or take a larger data set.`,
    );
  }
  const size = imageSize(dataset.crop) * imagesPerIdentity;
  const pixels = new Uint8Array(parts.length * size);
  parts.forEach((part, i) => {
    pixels.set(part, i * size);
  });
  return { identities: parts.length, imagesEach: imagesPerIdentity, pixels };
}

/** Pixels of each identity of which every image can be read. */
async function readWhole(
  dataset: Dataset,
  chosen: readonly Int32Array[],
  emit: EventSink,
): Promise<Uint8Array[]> {
  const phase = "reading the images of the study";
  const whole: Uint8Array[] = [];
  emit({ type: "phase-start", phase, total: chosen.length, unit: "identities" });
  for (const [done, images] of chosen.entries()) {
    const { pixels, failed } = await dataset.read(images);
    for (const failure of failed) emit({ type: "image-failed", failure });
    if (failed.length === 0) whole.push(pixels);
    emit({ type: "phase-progress", phase, done: done + 1 });
  }
  emit({ type: "phase-end", phase });
  return whole;
}
