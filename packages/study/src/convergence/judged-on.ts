import {
  ConfigError,
  type Crop,
  type Dataset,
  type ImageBatch,
  imageSize,
  type VerificationFold,
} from "@multibatch/core";

/**
 * A data set to train on whose validation pairs are another data set's: its test pairs or, where it has
 * none, its validation pairs. The images of `judge` follow those of `dataset`. Both stay open when it is
 * closed.
 *
 * @throws ConfigError when the images differ in size or colour, or when there are no pairs to judge on
 */
export function judgedOn(dataset: Dataset, judge: Dataset): Dataset {
  demandOneSize(dataset.crop, judge.crop);
  const protocol = judge.protocols.test ?? judge.protocols.validation;
  if (protocol === undefined) {
    throw new ConfigError(
      `${judge.name} has neither test nor validation pairs, so nothing can be judged on it.`,
      "dataset",
    );
  }
  const firstImage = dataset.identities.length;
  const firstIdentity = dataset.identityNames.length;
  const folds = protocol.folds.map((fold) => moved(fold, firstImage));
  const judged = new Set(folds.flatMap(({ first, second }) => [...first, ...second]));
  return {
    contract: 1,
    name: dataset.name,
    licence: dataset.licence,
    crop: dataset.crop,
    identities: joined(
      dataset.identities,
      judge.identities.map((identity) => identity + firstIdentity),
    ),
    identityNames: [
      ...dataset.identityNames,
      ...judge.identityNames.map((name) => `${name} of ${judge.name}`),
    ],
    splits: {
      train: dataset.splits.train,
      validation: Int32Array.from(judged).sort(),
      test: new Int32Array(),
    },
    protocols: { validation: { ...protocol, folds } },
    imageName: (image) => {
      if (image < firstImage) return dataset.imageName(image);
      return `${judge.imageName(image - firstImage)} of ${judge.name}`;
    },
    read: (images) => readBoth(dataset, judge, images),
    ...(dataset.alignmentOf && {
      alignmentOf: (image: number) =>
        image < firstImage ? dataset.alignmentOf?.(image) : undefined,
    }),
    close: async () => {},
  };
}

async function readBoth(
  dataset: Dataset,
  judge: Dataset,
  images: ArrayLike<number>,
): Promise<ImageBatch> {
  const border = dataset.identities.length;
  const rows = Array.from(images, (image, row) => ({ image, row }));
  const ofDataset = rows.filter(({ image }) => !(image >= border));
  const ofJudge = rows.filter(({ image }) => image >= border);
  // A batch is nearly always of one of them.
  if (ofJudge.length === 0) return dataset.read(images);
  const size = imageSize(dataset.crop);
  const pixels = new Uint8Array(rows.length * size);
  const readOne = async (source: Dataset, part: typeof rows, first: number) => {
    const read = await source.read(part.map(({ image }) => image - first));
    part.forEach(({ row }, i) => {
      pixels.set(read.pixels.subarray(i * size, (i + 1) * size), row * size);
    });
    return read.failed.map((failure) => ({ ...failure, image: failure.image + first }));
  };
  const failed = await Promise.all([
    readOne(dataset, ofDataset, 0),
    readOne(judge, ofJudge, border),
  ]);
  return { pixels, failed: failed.flat() };
}

function joined(first: Int32Array, second: Int32Array): Int32Array {
  const all = new Int32Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

function moved({ first, second, same }: VerificationFold, by: number): VerificationFold {
  const move = (images: Int32Array) => images.map((image) => image + by);
  return { first: move(first), second: move(second), same };
}

function demandOneSize(trained: Crop, judged: Crop): void {
  const sizes = [trained, judged].map(
    ({ height, width, channels }) => `${height} × ${width} × ${channels}`,
  );
  if (sizes[0] === sizes[1]) return;
  throw new ConfigError(
    `Images of ${sizes[0]} are trained on, and images of ${sizes[1]} judged on (height × width × channels). Give both data sets one size.`,
    "dataset",
  );
}
