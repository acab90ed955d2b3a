import {
  type Activation,
  type Convolution,
  elements,
  type Layer,
  type Network,
  type Pooling,
  type Shape,
  type Warp,
} from "@multibatch/network";

/** Numbers of one image, as rows, columns, channels. */
type Values = Float32Array;

/**
 * Computes a network in plain JavaScript, plainly: to see what its tensors hold, not to be fast.
 *
 * @param input normalised pixels of one image
 * @returns every tensor by its name
 */
export function evaluateNetwork(network: Network, input: Values): Map<string, Values> {
  const tensors = new Map([[network.input, input]]);
  const shapes = new Map([[network.input, network.inputShape]]);
  for (const layer of network.layers) {
    const inputs = layer.inputs.map((name) => tensors.get(name)!);
    tensors.set(layer.name, evaluateLayer(layer, inputs, shapes.get(layer.inputs[0])!));
    shapes.set(layer.name, layer.shape);
  }
  return tensors;
}

function evaluateLayer(layer: Layer, [input, ...others]: Values[], shape: Shape): Values {
  const { channels } = layer.shape;
  switch (layer.kind) {
    case "convolution":
      return convolve(layer, input, shape);
    case "fully-connected":
      return activate(layer.activation, multiply(input, layer.kernel, layer.bias), channels);
    case "pooling":
      return pool(layer, input, shape);
    case "scaling":
      return input.map((x, i) => x * layer.scale[i % channels] + layer.offset[i % channels]);
    case "activating":
      return activate(layer.activation, input, channels);
    case "addition":
      return others.reduce((sum, other) => sum.map((x, i) => x + other[i]), input);
    case "warp":
      return warp(layer, input, others[0], shape);
  }
}

function multiply(input: Values, kernel: Values, bias: Values): Values {
  const output = bias.slice();
  const channels = bias.length;
  input.forEach((x, tap) => {
    for (let c = 0; c < channels; c++) output[c] += x * kernel[tap * channels + c];
  });
  return output;
}

function convolve(layer: Convolution, input: Values, shape: Shape): Values {
  const { window, stride, padding, bias, kernel, pooled, activation } = layer;
  const side = pooled ? 2 : 1;
  const height = layer.shape.height * side;
  const width = layer.shape.width * side;
  const channels = bias.length;
  const output = new Float32Array(height * width * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = output.subarray((y * width + x) * channels, (y * width + x + 1) * channels);
      to.set(bias);
      for (let i = 0; i < window.height; i++) {
        const row = y * stride.height + i - padding.top;
        if (row < 0 || row >= shape.height) continue;
        for (let j = 0; j < window.width; j++) {
          const column = x * stride.width + j - padding.left;
          if (column < 0 || column >= shape.width) continue;
          const from = (row * shape.width + column) * shape.channels;
          const weights = (i * window.width + j) * shape.channels * channels;
          for (let tap = 0; tap < shape.channels; tap++) {
            const value = input[from + tap];
            const at = weights + tap * channels;
            for (let c = 0; c < channels; c++) to[c] += value * kernel[at + c];
          }
        }
      }
    }
  }
  const activated = activate(activation, output, channels);
  if (!pooled) return activated;
  const two = { height: 2, width: 2 };
  const none = { top: 0, left: 0, bottom: 0, right: 0 };
  const pooling = { ...layer, kind: "pooling", mode: "maximum", window: two, stride: two } as const;
  return pool({ ...pooling, padding: none }, activated, { height, width, channels });
}

function pool(layer: Pooling, input: Values, shape: Shape): Values {
  const { window, stride, padding, mode } = layer;
  const output = new Float32Array(elements(layer.shape));
  output.forEach((_, i) => {
    const c = i % shape.channels;
    const pixel = (i - c) / shape.channels;
    const top = Math.floor(pixel / layer.shape.width) * stride.height - padding.top;
    const left = (pixel % layer.shape.width) * stride.width - padding.left;
    const values: number[] = [];
    for (let y = Math.max(0, top); y < Math.min(shape.height, top + window.height); y++) {
      for (let x = Math.max(0, left); x < Math.min(shape.width, left + window.width); x++) {
        values.push(input[(y * shape.width + x) * shape.channels + c]);
      }
    }
    const sum = () => values.reduce((total, value) => total + value, 0);
    output[i] = mode === "maximum" ? Math.max(...values) : sum() / values.length;
  });
  return output;
}

/** Only the range matters here, and a warp leaves it as it is: each pixel is a mean of others. */
function warp(layer: Warp, input: Values, parameters: Values, shape: Shape): Values {
  const { height, width, channels } = layer.shape;
  const [a, b, c, d, e, f] = matrixOf(layer, parameters, shape);
  const output = new Float32Array(elements(layer.shape));
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      const u = (2 * i + 1) / width - 1;
      const v = (2 * j + 1) / height - 1;
      const x = held(((a * u + b * v + c + 1) * shape.width - 1) / 2, shape.width - 1);
      const y = held(((d * u + e * v + f + 1) * shape.height - 1) / 2, shape.height - 1);
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const right = Math.min(left + 1, shape.width - 1);
      const bottom = Math.min(top + 1, shape.height - 1);
      for (let channel = 0; channel < channels; channel++) {
        const at = (row: number, column: number) =>
          input[(row * shape.width + column) * channels + channel];
        const upper = at(top, left) + (at(top, right) - at(top, left)) * (x - left);
        const lower = at(bottom, left) + (at(bottom, right) - at(bottom, left)) * (x - left);
        output[(j * width + i) * channels + channel] = upper + (lower - upper) * (y - top);
      }
    }
  }
  return output;
}

function matrixOf({ parametrisation }: Warp, p: Values, { height, width }: Shape): number[] {
  switch (parametrisation) {
    case "affine":
      return Array.from(p);
    case "similarity":
      return [p[0], (-p[1] * height) / width, p[2], (p[1] * width) / height, p[0], p[3]];
    case "translation-scale":
      return [p[0], 0, p[1], 0, p[0], p[2]];
  }
}

/** A position, held within the outermost pixels' centres. */
const held = (position: number, last: number) => Math.min(Math.max(position, 0), last);

/** Applies an activation to numbers whose last axis is the channels. */
export function activate(activation: Activation, values: Values, channels: number): Values {
  switch (activation.kind) {
    case "linear":
      return values;
    case "relu":
      return values.map((x) => Math.max(x, 0));
    case "slopes":
      return values.map((x, i) => (x > 0 ? x : x * activation.slopes[i % channels]));
    case "elu":
      return values.map((x) => (x > 0 ? x : Math.expm1(x)));
    case "tanh":
      return values.map(Math.tanh);
    case "sigmoid":
      return values.map((x) => 1 / (1 + Math.exp(-x)));
  }
}
