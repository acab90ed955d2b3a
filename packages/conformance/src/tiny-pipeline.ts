import {
  type Dataset,
  drawVerificationPairs,
  imageSize,
  type Loss,
  type Model,
  type Pipeline,
  Random,
  type Sampler,
} from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";

const crop = { height: 8, width: 8, channels: 1, region: 1, fit: "cover" } as const;
const imagesEach = 6;
const identityCount = 30;

/** Images of one pattern per identity under noise: what the smallest network learns in a few steps. */
export function tinyDataset(): Dataset {
  const patterns = new Random(11);
  const size = imageSize(crop);
  const pattern = Float32Array.from({ length: identityCount * size }, () => patterns.uniform());
  const identities = Int32Array.from({ length: identityCount * imagesEach }, (_, image) =>
    Math.floor(image / imagesEach),
  );
  const part = (from: number, to: number) =>
    Int32Array.from({ length: (to - from) * imagesEach }, (_, i) => from * imagesEach + i);
  const splits = { train: part(0, 16), validation: part(16, 24), test: part(24, 30) };
  const protocol = (name: "validation" | "test") =>
    drawVerificationPairs(
      { images: splits[name], identities: splits[name].map((image) => identities[image]) },
      { name, statement: "patterns never trained on", folds: 2, pairsPerKind: 20, seed: 3 },
    );
  const imageName = (image: number) => {
    if (!(image in identities)) throw new RangeError(`There is no image ${image}.`);
    return `pattern ${identities[image]}, ${image % imagesEach}`;
  };
  return {
    contract: 1,
    name: "tiny patterns",
    licence: "made on the spot",
    crop,
    identities,
    identityNames: Array.from({ length: identityCount }, (_, i) => `pattern ${i}`),
    splits,
    protocols: { validation: protocol("validation"), test: protocol("test") },
    imageName,
    read: async (images) => {
      const pixels = new Uint8Array(images.length * size);
      for (const [row, image] of Array.from(images).entries()) {
        imageName(image);
        const noise = new Random(image);
        for (let i = 0; i < size; i++) {
          const value = pattern[identities[image] * size + i] + noise.uniform(-0.3, 0.3);
          pixels[row * size + i] = 255 * Math.min(1, Math.max(0, value));
        }
      }
      return { pixels, failed: [] };
    },
    close: async () => {},
  };
}

/** Eight images in a row of a shuffled epoch: enough for a trainer, no more. */
function tinySampler(): Sampler {
  const batchSize = 12;
  const stream: Sampler["start"] = (population, seed) => streamFrom(population, { seed, drawn: 0 });
  const streamFrom = (
    { images, identities }: Parameters<Sampler["start"]>[0],
    state: { seed: number; drawn: number },
  ) => ({
    batchesPerEpoch: Math.ceil(images.length / batchSize),
    next: () => {
      const random = new Random(state.seed).fork(`batch ${state.drawn++}`);
      const positions = Int32Array.from({ length: batchSize }, () => random.integer(images.length));
      return {
        images: positions.map((position) => images[position]),
        identities: positions.map((position) => identities[position]),
        pairs: "all" as const,
        epoch: Math.floor((state.drawn * batchSize) / images.length),
      };
    },
    state: () => ({ ...state }),
  });
  return {
    contract: 1,
    batchSize,
    start: stream,
    resume: (population, state) =>
      streamFrom(population, { ...(state as never as { seed: number; drawn: number }) }),
  };
}

/** Same pairs together, different pairs apart, up to a learned reach. */
function tinyLoss(): Loss {
  let reach: tf.Variable | undefined;
  const masks = (identities: tf.Tensor1D) => {
    const count = identities.shape[0];
    const equal = tf.equal(tf.reshape(identities, [count, 1]), tf.reshape(identities, [1, count]));
    return tf.cast(equal, "float32");
  };
  const squared = (embeddings: tf.Tensor2D) => {
    const lengths = tf.sum(tf.mul(embeddings, embeddings), 1, true);
    const gram = tf.matMul(embeddings, embeddings, false, true);
    return tf.relu(tf.sub(tf.add(lengths, tf.transpose(lengths)), tf.mul(gram, 2)));
  };
  return {
    contract: 1,
    distance: { norm: "squared-l2" },
    diagnosticNames: ["meanDifferentDistance"],
    build: () => {
      reach = tf.tidy(() => tf.variable(tf.scalar(4), true));
    },
    variables: (): Record<string, tf.Variable> => (reach ? { reach } : {}),
    compute: (embeddings, { identities }) => {
      const same = masks(identities);
      const distances = squared(embeddings);
      const push = tf.mul(tf.relu(tf.sub(reach!, distances)), tf.sub(1, same));
      return tf.mean(tf.add(tf.mul(same, distances), push)) as tf.Scalar;
    },
    diagnose: (embeddings, { identities }) =>
      tf.reshape(tf.mean(tf.mul(squared(embeddings), tf.sub(1, masks(identities)))), [1]),
    dispose: () => reach?.dispose(),
  };
}

/** A convolution with batch normalisation and a fully connected layer to eight numbers. */
function tinyModel(): Model {
  return {
    contract: 1,
    connect: (input, { name, seed }) => {
      const initialiser = (offset: number) =>
        layers.initializers.glorotUniform({ seed: (seed + offset) % 2 ** 31 });
      const steps = [
        layers.layers.conv2d({
          name: `${name}/conv`,
          filters: 4,
          kernelSize: 3,
          padding: "same",
          kernelInitializer: initialiser(0),
        }),
        layers.layers.batchNormalization({ name: `${name}/normalise`, momentum: 0.8 }),
        layers.layers.activation({ name: `${name}/relu`, activation: "relu" }),
        layers.layers.flatten({ name: `${name}/flatten` }),
        layers.layers.dense({
          name: `${name}/embedding`,
          units: 8,
          kernelInitializer: initialiser(1),
        }),
      ];
      return steps.reduce((signal, layer) => layer.apply(signal) as layers.SymbolicTensor, input);
    },
  };
}

/** A whole pipeline that trains in a second, to hold trainers to. */
export function tinyPipeline(seed = 1): Pipeline {
  return {
    dataset: tinyDataset(),
    sampler: tinySampler(),
    loss: tinyLoss(),
    models: [tinyModel()],
    seed,
    record: { dataset: "tiny", sampler: "tiny", loss: "tiny", model: "tiny", target: "any", seed },
  };
}
