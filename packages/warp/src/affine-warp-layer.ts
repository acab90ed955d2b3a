import { ConfigError, type SelfCountingLayer } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import {
  identityParameters,
  matricesOf,
  type Parametrisation,
  parametrisations,
} from "./parametrisation.js";
import { warpAffine } from "./warp-affine.js";

/** What an `AffineWarp` is made of, and saved as. */
export interface AffineWarpConfig {
  /** Name of the layer in its model. */
  readonly name?: string;
  readonly parametrisation: Parametrisation;
  /** Height of the warped images in pixels; by default the input's. */
  readonly height?: number | null;
  /** Width of the warped images in pixels; by default the input's. */
  readonly width?: number | null;
}

type Shape = (number | null)[];

/**
 * Warps images by parameters that a network before it predicts.
 *
 * Inputs: images `[n, h, w, c]` and parameters `[n, p]`. Output: images `[n, height, width, c]`.
 * Registered for serialisation under the name `AffineWarp`: importing this package is enough for
 * `loadLayersModel` to find it.
 */
export class AffineWarp extends layers.layers.Layer implements SelfCountingLayer {
  /** Under which tfjs finds the class in model.json. */
  static readonly className = "AffineWarp";
  readonly parametrisation: Parametrisation;
  private readonly outputHeight: number | null;
  private readonly outputWidth: number | null;

  /** @throws ConfigError for an unknown parametrisation or a size that is not whole pixels */
  constructor(config: AffineWarpConfig) {
    super({ name: config.name });
    if (!parametrisations.includes(config.parametrisation)) {
      throw new ConfigError(
        `AffineWarp: the parametrisation is ${JSON.stringify(config.parametrisation)}, expected one of ${parametrisations.join(", ")}.`,
      );
    }
    this.parametrisation = config.parametrisation;
    this.outputHeight = pixels("height", config.height);
    this.outputWidth = pixels("width", config.width);
  }

  override build(shapes: Shape | Shape[]): void {
    const [images, parameters] = pairOfShapes(shapes);
    const expected = identityParameters(this.parametrisation).length;
    if (images.length !== 4 || parameters.length !== 2 || parameters[1] !== expected) {
      throw new ConfigError(
        `The layer "${this.name}" (AffineWarp, ${this.parametrisation}) takes images [n, h, w, c] and parameters [n, ${expected}], but was given ${text(images)} and ${text(parameters)}.`,
      );
    }
    super.build(shapes);
  }

  override computeOutputShape(shapes: Shape | Shape[]): Shape {
    const [n, height, width, channels] = pairOfShapes(shapes)[0];
    return [n, this.outputHeight ?? height, this.outputWidth ?? width, channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [images, parameters] = inputs as [tf.Tensor4D, tf.Tensor2D];
    const [, height, width] = images.shape;
    return tf.tidy(() =>
      warpAffine(images, matricesOf(this.parametrisation, parameters, [height, width]), [
        this.outputHeight ?? height,
        this.outputWidth ?? width,
      ]),
    );
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      parametrisation: this.parametrisation,
      height: this.outputHeight,
      width: this.outputWidth,
    };
  }

  /**
   * Multiply-adds for one image: at each output point 4 for its position (two numbers of the matrix
   * along each axis), and 4 for each channel (the weights of four pixels).
   *
   * @throws ConfigError before the layer was applied to images of a fixed size
   */
  multiplyAdds(): number {
    const shape = this.inboundNodes.length > 0 ? this.outputShape : [];
    const [, height, width, channels] = shape as Shape;
    if (!height || !width || !channels) {
      throw new ConfigError(
        `The cost of the layer "${this.name}" is known once it is applied to images of a fixed size.`,
      );
    }
    return height * width * (4 + 4 * channels);
  }
}

tf.serialization.registerClass(
  AffineWarp as unknown as tf.serialization.SerializableConstructor<AffineWarp>,
);

function pixels(side: string, value: number | null | undefined): number | null {
  if (value === undefined || value === null) return null;
  if (!Number.isInteger(value) || value < 1) {
    throw new ConfigError(`AffineWarp: the ${side} is ${value}, expected whole pixels above 0.`);
  }
  return value;
}

function pairOfShapes(shapes: Shape | Shape[]): [Shape, Shape] {
  if (shapes.length !== 2 || !shapes.every(Array.isArray)) {
    throw new ConfigError(
      "AffineWarp takes two inputs: images [n, h, w, c] and parameters [n, p].",
    );
  }
  return shapes as [Shape, Shape];
}

const text = (shape: Shape) => `[${shape.map((size) => size ?? "?").join(", ")}]`;
