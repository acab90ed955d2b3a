import { Random } from "@multibatch/core";
import * as layers from "@tensorflow/tfjs-layers";

/** What a test network has beside its convolutions. */
export interface Extras {
  readonly dropout?: boolean;
  readonly batchNormalisation?: boolean;
  /** A regulariser of tfjs on the kernels of its convolutions. */
  readonly regularised?: boolean;
}

/** A network in the manner of model-nin, for images `[n, 12, 12, 3]`: 3×3, 1×1, pooling, twice; 6 numbers. */
export function smallNetwork({
  dropout,
  batchNormalisation,
  regularised,
}: Extras = {}): layers.LayersModel {
  let seed = 0;
  const convolution = (kernelSize: number, filters: number, strides = 1) => [
    layers.layers.conv2d({
      name: `convolution${++seed}`,
      kernelSize,
      filters,
      strides,
      padding: "same",
      useBias: !batchNormalisation,
      kernelInitializer: layers.initializers.heNormal({ seed }),
      kernelRegularizer: regularised ? layers.regularizers.l2({ l2: 0.05 }) : undefined,
    }),
    ...(batchNormalisation
      ? [layers.layers.batchNormalization({ name: `normalisation${seed}`, momentum: 0.8 })]
      : []),
    layers.layers.reLU({ name: `relu${seed}` }),
  ];
  const stack = [
    ...convolution(5, 6, 2),
    ...convolution(1, 5),
    layers.layers.maxPooling2d({ name: "pooling", poolSize: 2 }),
    ...convolution(3, 8),
    layers.layers.flatten({ name: "flatten" }),
    ...(dropout ? [layers.layers.dropout({ name: "dropout", rate: 0.4 })] : []),
    layers.layers.dense({
      name: "embedding",
      units: 6,
      kernelInitializer: layers.initializers.heNormal({ seed: 99 }),
    }),
  ];
  const images = layers.input({ shape: [12, 12, 3], name: "images" });
  const embeddings = stack.reduce(
    (signal, layer) => layer.apply(signal) as layers.SymbolicTensor,
    images,
  );
  return layers.model({ inputs: images, outputs: embeddings });
}

/** Seeded images for it, `[n, 12, 12, 3]`, in −1…1. */
export function smallImages(count: number, seed = 1): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: count * 12 * 12 * 3 }, () => random.uniform(-1, 1));
}
