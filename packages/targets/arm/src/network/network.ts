import type { Parametrisation } from "@multibatch/warp";

/** Size of a tensor for one image. A vector is 1 × 1 × its length. */
export interface Shape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Rows and columns added around an image. */
export interface Border {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** What follows a layer, number by number. All of these grow with their input, or say so. */
export type Activation =
  | { readonly kind: "linear" }
  | { readonly kind: "relu" }
  /** x for positive x, slope · x otherwise; one slope a channel. */
  | { readonly kind: "slopes"; readonly slopes: Float32Array }
  /** x for positive x, eˣ − 1 otherwise. */
  | { readonly kind: "elu" }
  | { readonly kind: "tanh" }
  | { readonly kind: "sigmoid" };

interface LayerBase {
  /** Name in the model; also the name of the tensor that it makes. */
  readonly name: string;
  /** Names of the tensors that it takes. */
  readonly inputs: readonly string[];
  /** Size of the tensor that it makes. */
  readonly shape: Shape;
}

/** Height and width of a window, or the steps that it goes in. */
export interface Extent {
  readonly height: number;
  readonly width: number;
}

export interface Convolution extends LayerBase {
  readonly kind: "convolution";
  readonly window: Extent;
  readonly stride: Extent;
  /** Zeros around the input. */
  readonly padding: Border;
  /** `[window height, window width, input channels, output channels]`. */
  readonly kernel: Float32Array;
  /** `[output channels]`. */
  readonly bias: Float32Array;
  readonly activation: Activation;
  /** Whether each 2 × 2 of its pixels give one, their maximum; `shape` is the size behind that. */
  readonly pooled: boolean;
}

/** Takes all of the input at once. */
export interface FullyConnected extends LayerBase {
  readonly kind: "fully-connected";
  /** `[inputs, outputs]`, the inputs as rows, columns, channels. */
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
  readonly activation: Activation;
}

export interface Pooling extends LayerBase {
  readonly kind: "pooling";
  readonly mode: "maximum" | "mean";
  readonly window: Extent;
  readonly stride: Extent;
  /** Part of a window outside of the image, which does not count. */
  readonly padding: Border;
}

/** `scale · x + offset`, channel by channel. */
export interface Scaling extends LayerBase {
  readonly kind: "scaling";
  readonly scale: Float32Array;
  readonly offset: Float32Array;
}

export interface Activating extends LayerBase {
  readonly kind: "activating";
  readonly activation: Activation;
}

/** Sum of tensors of one size. */
export interface Addition extends LayerBase {
  readonly kind: "addition";
}

/** Reads an image where parameters say: inputs are the image and the parameters. */
export interface Warp extends LayerBase {
  readonly kind: "warp";
  readonly parametrisation: Parametrisation;
}

export type Layer = Convolution | FullyConnected | Pooling | Scaling | Activating | Addition | Warp;

/** A network as this exporter sees it: from one image to one embedding. */
export interface Network {
  /** Name of the tensor of normalised pixels. */
  readonly input: string;
  readonly inputShape: Shape;
  /** In an order in which they can be computed. */
  readonly layers: readonly Layer[];
  /** Name of the tensor that is the embedding. */
  readonly output: string;
}

/** Numbers in a tensor of this size. */
export function elements({ height, width, channels }: Shape): number {
  return height * width * channels;
}

/** A size in words: `28 × 28 × 16`. */
export function shapeText({ height, width, channels }: Shape): string {
  return height === 1 && width === 1 ? String(channels) : `${height} × ${width} × ${channels}`;
}

/** Shapes of the tensors of a network by name. */
export function tensorShapes(network: Network): Map<string, Shape> {
  return new Map([
    [network.input, network.inputShape],
    ...network.layers.map(({ name, shape }): [string, Shape] => [name, shape]),
  ]);
}

/** The layers that take a tensor. */
export function consumersOf(layers: readonly Layer[], tensor: string): Layer[] {
  return layers.filter(({ inputs }) => inputs.includes(tensor));
}
