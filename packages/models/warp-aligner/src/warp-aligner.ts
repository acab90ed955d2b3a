import type { ActivityPenalty, Model, ModelContext, ModelPreparation } from "@multibatch/core";
import { AffineWarp } from "@multibatch/warp";
import type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";
import { connectLocalisation, parametersLayerName } from "./connect-localisation.js";
import { demandImages } from "./demand-images.js";
import { presets } from "./presets.js";
import { runawayPenalty } from "./runaway-penalty.js";
import { warmStart } from "./warm-start/warm-start.js";
import type { WarpAlignerOptions } from "./warp-aligner-options.js";

/**
 * Learned alignment (Jaderberg et al. 2015, 'Spatial transformer networks'; in the paper, the warp
 * before the embedder): a localisation network looks at a small copy of the image and says how the
 * object lies, and a warp brings the image itself to where the embedder wants it. Images
 * `[n, h, w, c]` in, images `[n, height, width, c]` out.
 *
 * It starts at the identity. What is learned is learned from the loss behind it, through the warp.
 */
export class WarpAligner implements Model {
  readonly contract = 1;

  constructor(private readonly options: WarpAlignerOptions) {}

  /** @throws ConfigError when the input is no image of fixed size, or too small */
  connect(input: SymbolicTensor, context: ModelContext): SymbolicTensor {
    const { parametrisation, height, width, preset } = this.options;
    const localisation = this.options.localisation ?? presets[preset];
    demandImages(localisation, input.shape, context.name);
    const parameters = connectLocalisation(localisation, this.options, input, context);
    const warp = new AffineWarp({ name: `${context.name}-warp`, parametrisation, height, width });
    return warp.apply([input, parameters]) as SymbolicTensor;
  }

  /** Brings the localisation network to a better start than the identity, where that is asked for. */
  async prepare(network: LayersModel, preparation: ModelPreparation): Promise<void> {
    const { warmStart: settings, parametrisation } = this.options;
    if (settings) await warmStart(network, preparation, { ...settings, parametrisation });
  }

  /** The localisation network may learn more slowly, or faster, than the embedder. */
  learningRateMultipliers({ name }: ModelContext): Readonly<Record<string, number>> {
    return { [name]: this.options.learningRate };
  }

  /** Warps that run away cost. */
  activityPenalties({ name }: ModelContext): Readonly<Record<string, ActivityPenalty>> {
    const { penalty, parametrisation } = this.options;
    if (penalty.weight === 0) return {};
    return { [parametersLayerName(name)]: runawayPenalty(parametrisation, penalty) };
  }
}
