import { AffineWarp, identityParameters, parametrisations } from "@multibatch/warp";
import * as layers from "@tensorflow/tfjs-layers";

const { layers: l } = layers;

type Layer = layers.LayersModel["layers"][number];
type Shape = [height: number, width: number, channels: number];

function stack(shape: Shape, ...parts: Layer[]): layers.LayersModel {
  const inputs = layers.input({ shape, name: "images" });
  const outputs = parts.reduce((x, part) => part.apply(x) as layers.SymbolicTensor, inputs);
  return layers.model({ inputs, outputs });
}

/** Tiny networks, together of every layer, and of sizes that fit no tile. */
export const tinyNetworks: Readonly<Record<string, () => layers.LayersModel>> = {
  "a fully connected layer alone": () => stack([8, 9, 1], l.flatten(), l.dense({ units: 7 })),
  "convolutions of all strides and paddings": () =>
    stack(
      [17, 15, 3],
      l.conv2d({ filters: 8, kernelSize: 5, strides: 2, padding: "same", activation: "relu" }),
      l.conv2d({ filters: 13, kernelSize: 3, padding: "valid" }),
      l.conv2d({ filters: 5, kernelSize: [2, 3], strides: [1, 2], padding: "same" }),
      l.conv2d({ filters: 20, kernelSize: 1, activation: "relu" }),
      l.flatten(),
      l.dense({ units: 33 }),
    ),
  "a grey image": () =>
    stack(
      [16, 16, 1],
      l.conv2d({ filters: 8, kernelSize: 5, strides: 2, padding: "same", activation: "relu" }),
      l.maxPooling2d({ poolSize: 2 }),
      l.flatten(),
      l.dense({ units: 4 }),
    ),
  "pooled convolutions of odd sizes": () =>
    stack(
      [15, 13, 3],
      l.conv2d({ filters: 12, kernelSize: 3, padding: "same", activation: "relu" }),
      l.maxPooling2d({ poolSize: 2 }),
      l.conv2d({ filters: 9, kernelSize: 3, padding: "same" }),
      l.maxPooling2d({ poolSize: 2 }),
      l.flatten(),
      l.dense({ units: 6 }),
    ),
  "poolings of all kinds": () =>
    stack(
      [19, 16, 3],
      l.averagePooling2d({ poolSize: 2 }),
      l.conv2d({ filters: 6, kernelSize: 3, padding: "same" }),
      l.maxPooling2d({ poolSize: 3, strides: 2, padding: "same" }),
      l.averagePooling2d({ poolSize: 3, strides: 1, padding: "same" }),
      l.maxPooling2d({ poolSize: [1, 2], strides: 1 }),
      l.globalAveragePooling2d({}),
    ),
  "activations of all kinds": () =>
    stack(
      [10, 10, 3],
      l.conv2d({ filters: 9, kernelSize: 3, activation: "elu" }),
      l.conv2d({ filters: 9, kernelSize: 3 }),
      l.prelu({ sharedAxes: [1, 2] }),
      l.maxPooling2d({ poolSize: 2 }),
      l.conv2d({ filters: 10, kernelSize: 1 }),
      l.leakyReLU({ alpha: 0.1 }),
      l.maxPooling2d({ poolSize: 1 }),
      l.elu({}),
      l.flatten(),
      l.dense({ units: 9, activation: "tanh" }),
      l.dense({ units: 40 }),
      l.leakyReLU({ alpha: 0.2 }),
      l.dense({ units: 9, activation: "sigmoid" }),
      l.activation({ activation: "relu" }),
    ),
  "batch normalisation, folded and not": () =>
    stack(
      [12, 12, 3],
      l.batchNormalization({}),
      l.conv2d({ filters: 9, kernelSize: 3, useBias: false }),
      l.batchNormalization({}),
      l.reLU({}),
      l.maxPooling2d({ poolSize: 2 }),
      l.dropout({ rate: 0.5 }),
      l.flatten(),
      l.dense({ units: 11 }),
      l.batchNormalization({ scale: false }),
    ),
  "a fully connected layer at each pixel": () =>
    stack([9, 8, 3], l.dense({ units: 5, activation: "relu" }), l.flatten(), l.dense({ units: 3 })),
  "a branch that is added": () => {
    const inputs = layers.input({ shape: [11, 11, 3], name: "images" });
    const convolution = (filters: number, kernelSize: number) =>
      l.conv2d({ filters, kernelSize, padding: "same", activation: "relu" });
    const trunk = convolution(8, 3).apply(inputs) as layers.SymbolicTensor;
    const branch = convolution(8, 5).apply(trunk) as layers.SymbolicTensor;
    const sum = l.add().apply([trunk, branch]) as layers.SymbolicTensor;
    const flat = l.flatten().apply(convolution(4, 3).apply(sum)) as layers.SymbolicTensor;
    return layers.model({ inputs, outputs: flat });
  },
  "all that integers can": () =>
    stack(
      [21, 16, 3],
      l.averagePooling2d({ poolSize: 2 }),
      l.conv2d({ filters: 6, kernelSize: 3, padding: "same" }),
      l.batchNormalization({}),
      l.reLU({}),
      l.maxPooling2d({ poolSize: 3, strides: 2, padding: "same" }),
      l.averagePooling2d({ poolSize: 3, strides: 1, padding: "same" }),
      l.conv2d({ filters: 9, kernelSize: 1 }),
      l.reLU({}),
      l.conv2d({ filters: 10, kernelSize: 3, padding: "same", activation: "elu" }),
      l.conv2d({ filters: 8, kernelSize: 1 }),
      l.leakyReLU({ alpha: 0.2 }),
      l.flatten(),
      l.dense({ units: 35, activation: "relu" }),
      l.dense({ units: 7 }),
    ),
  ...Object.fromEntries(
    parametrisations.map((parametrisation) => [
      `a warp (${parametrisation})`,
      () => warped(parametrisation),
    ]),
  ),
  "a sequential model": () =>
    layers.sequential({
      layers: [
        l.conv2d({ inputShape: [9, 9, 3], filters: 4, kernelSize: 3, activation: "relu" }),
        l.flatten(),
        l.dense({ units: 5 }),
      ],
    }),
};

/** Those that can be exported in int16. */
export const integerNetworks: ReadonlySet<string> = new Set([
  "a fully connected layer alone",
  "convolutions of all strides and paddings",
  "a grey image",
  "pooled convolutions of odd sizes",
  "a sequential model",
  "all that integers can",
  ...parametrisations.map((parametrisation) => `a warp (${parametrisation})`),
]);

/** An image that is warped by what a network sees in it, to another size and shape. */
function warped(parametrisation: (typeof parametrisations)[number]): layers.LayersModel {
  const connect = (x: layers.SymbolicTensor, ...parts: Layer[]) =>
    parts.reduce((signal, part) => part.apply(signal) as layers.SymbolicTensor, x);
  const channels = parametrisation === "similarity" ? 1 : 3;
  const images = layers.input({ shape: [13, 10, channels], name: "images" });
  const parameters = connect(
    images,
    l.averagePooling2d({ poolSize: 2 }),
    l.flatten(),
    l.dense({ units: 9, activation: "relu" }),
    l.dense({ units: identityParameters(parametrisation).length }),
  );
  const manyChannels = parametrisation === "translation-scale";
  const read = manyChannels ? connect(images, l.conv2d({ filters: 7, kernelSize: 1 })) : images;
  const warp = new AffineWarp({ parametrisation, height: 11, width: 18 });
  const outputs = connect(
    warp.apply([read, parameters]) as layers.SymbolicTensor,
    l.conv2d({ filters: 8, kernelSize: 3, padding: "same" }),
    l.flatten(),
    l.dense({ units: 6 }),
  );
  return layers.model({ inputs: images, outputs });
}
