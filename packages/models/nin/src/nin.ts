import { ConfigError, type Model, type ModelContext, Random } from "@multibatch/core";
import * as layers from "@tensorflow/tfjs-layers";
import { type Block, presets, sizeBehind, smallestInput } from "./blocks.js";
import { convolutionInitialiser, embeddingInitialiser } from "./initialiser.js";
import type { NinOptions } from "./nin-options.js";
import { seededDropout } from "./seeded-dropout.js";

type Layer = layers.LayersModel["layers"][number];

/**
 * Network in network (Lin, Chen and Yan, 2013): blocks of a k×k convolution and a 1×1 convolution,
 * then one linear fully connected layer. Images `[n, h, w, c]` in, embeddings `[n, dimensions]` out.
 */
export class NinModel implements Model {
  readonly contract = 1;
  private readonly blocks: readonly Block[];

  constructor(private readonly options: NinOptions) {
    this.blocks = options.blocks ?? presets[options.preset];
  }

  /** @throws ConfigError when the input is no image of fixed size, or too small for the poolings */
  connect(input: layers.SymbolicTensor, context: ModelContext): layers.SymbolicTensor {
    this.checkInput(input.shape, context.name);
    const { dropout } = this.options;
    const stack = this.blocks.flatMap((block, index) =>
      this.blockLayers(block, `${context.name}-block${index + 1}`, context.seed),
    );
    stack.push(layers.layers.flatten({ name: `${context.name}-flatten` }));
    if (dropout > 0) {
      const name = `${context.name}-dropout`;
      stack.push(seededDropout(name, dropout, randomFor(name, context.seed)));
    }
    stack.push(this.embeddingLayer(`${context.name}-embedding`, context.seed));
    return stack.reduce((tensor, layer) => layer.apply(tensor) as layers.SymbolicTensor, input);
  }

  private blockLayers(block: Block, name: string, seed: number): Layer[] {
    const { kernel, filters, stride, pointwise = filters, pool } = block;
    const stack = this.convolution(`${name}-convolution`, { kernel, filters, stride }, seed);
    if (pointwise !== false) {
      const shape = { kernel: 1, filters: pointwise, stride: 1 };
      stack.push(...this.convolution(`${name}-pointwise`, shape, seed));
    }
    if (pool) stack.push(layers.layers.maxPooling2d({ name: `${name}-pool`, poolSize: 2 }));
    return stack;
  }

  /** A convolution, normalised if so chosen, with its activation. */
  private convolution(
    name: string,
    shape: { kernel: number; filters: number; stride: number },
    seed: number,
  ): Layer[] {
    const { activation, batchNormalisation, batchNormalisationMomentum } = this.options;
    // Inside the convolution an activation is fused with it by the backends that can.
    const fused = !batchNormalisation && (activation === "relu" || activation === "elu");
    const stack: Layer[] = [
      layers.layers.conv2d({
        name,
        kernelSize: shape.kernel,
        filters: shape.filters,
        strides: shape.stride,
        padding: "same",
        // The offset of the normalisation does what a bias would.
        useBias: !batchNormalisation,
        kernelInitializer: convolutionInitialiser(this.options, randomFor(name, seed)),
        activation: fused ? activation : undefined,
      }),
    ];
    if (batchNormalisation) {
      const momentum = batchNormalisationMomentum;
      stack.push(layers.layers.batchNormalization({ name: `${name}-normalisation`, momentum }));
    }
    if (!fused) stack.push(activationLayer(activation, `${name}-activation`));
    return stack;
  }

  private embeddingLayer(name: string, seed: number): Layer {
    return layers.layers.dense({
      name,
      units: this.options.dimensions,
      kernelInitializer: embeddingInitialiser(this.options, randomFor(name, seed)),
    });
  }

  private checkInput(shape: readonly (number | null)[], name: string): void {
    const [, height, width, channels] = shape;
    const text = `[${shape.map((size) => size ?? "?").join(", ")}]`;
    if (shape.length !== 4 || !height || !width || !channels) {
      throw new ConfigError(
        `The model "${name}" takes images [n, height, width, channels] of a fixed size, received ${text}. Put it behind the data set or behind a model that delivers images, and before any that delivers embeddings.`,
        name,
      );
    }
    if (sizeBehind(this.blocks, Math.min(height, width)) >= 1) return;
    const least = smallestInput(this.blocks);
    const poolings = this.blocks.filter((block) => block.pool).length;
    throw new ConfigError(
      `The model "${name}" received images ${text}, of which its ${poolings} poolings would leave nothing. Give it images of ${least}×${least} pixels or more, or blocks with fewer poolings or smaller strides.`,
      name,
    );
  }
}

function activationLayer(kind: NinOptions["activation"], name: string): Layer {
  switch (kind) {
    case "relu":
      return layers.layers.reLU({ name });
    case "leaky-relu":
      return layers.layers.leakyReLU({ name, alpha: 0.1 });
    case "elu":
      return layers.layers.elu({ name });
    case "prelu":
      // One slope for each channel, from 0.25 (He et al. 2015, section 2.1).
      return layers.layers.prelu({
        name,
        sharedAxes: [1, 2],
        alphaInitializer: layers.initializers.constant({ value: 0.25 }),
      });
  }
}

/** A generator of its own for each layer: a change of one layer leaves the weights of the others. */
function randomFor(layerName: string, seed: number): Random {
  return new Random(seed).fork(layerName);
}
