import type { NetworkFiles } from "./read-network.js";
import type { Weights } from "./weights.js";

/** A layer as `model.json` has it. */
export interface TestLayer {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** A sequential network over 4 × 6 × 3 images, with weights that count up from 0.1. */
export function sequential(
  layers: readonly TestLayer[],
  shapes: Readonly<Record<string, readonly number[]>>,
  dimensions: number,
): NetworkFiles {
  const weights = new Map(
    Object.entries(shapes).map(([name, shape]) => {
      const size = shape.reduce((product, n) => product * n, 1);
      return [name, { shape, values: Float32Array.from({ length: size }, (_, i) => 0.1 + i) }];
    }),
  ) as Weights;
  const crop = { height: 4, width: 6, channels: 3, region: 1, fit: "cover" } as const;
  return {
    card: {
      input: { crop, normalisation: { scale: 1, offset: 0 } },
      output: { dimensions, distance: { norm: "l2" } },
    },
    topology: { class_name: "Sequential", config: { layers } },
    weights,
  };
}

/** The topology of layers that name what they take; it begins with `images`, the last is the output. */
export function functional(
  ...layers: readonly (readonly [layer: TestLayer, ...inputs: string[]])[]
): object {
  const node = (name: unknown) => [name, 0, 0];
  const images = { class_name: "InputLayer", config: { name: "images" }, inbound_nodes: [] };
  return {
    class_name: "Model",
    config: {
      layers: [
        images,
        ...layers.map(([layer, ...inputs]) => ({ ...layer, inbound_nodes: [inputs.map(node)] })),
      ],
      input_layers: [node("images")],
      output_layers: [node(layers.at(-1)?.[0].config.name)],
    },
  };
}

/** A 3 × 3 convolution, `same`, without activation. */
export function convolution(name: string, filters: number, more: object = {}): TestLayer {
  const config = { name, filters, kernel_size: [3, 3], padding: "same", ...more };
  return { class_name: "Conv2D", config };
}

export const flatten: TestLayer = { class_name: "Flatten", config: { name: "flatten" } };

/** A fully connected layer. */
export function dense(name: string, units: number): TestLayer {
  return { class_name: "Dense", config: { name, units } };
}
