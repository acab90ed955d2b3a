import type { ActivityPenalty } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";

/** What a pass in training puts out. */
export interface TrainingPass {
  /** float32 `[n, d]` */
  readonly embeddings: tf.Tensor2D;
  /** Mean over the images of what their activations are charged; undefined where nothing is. */
  readonly onActivity?: tf.Scalar;
}

/**
 * A network's passes in training, with what is charged beside the loss of the pairs: for the outputs
 * of layers by the rules of its models, and for weights by the regularisers of its layers.
 */
export class Penalties {
  /** Whether anything is charged. */
  readonly any: boolean;
  /** The same layers, with more outputs. It owns nothing. */
  private readonly extended: layers.LayersModel;
  private readonly ofOutputs: readonly ActivityPenalty[];

  constructor(
    private readonly network: layers.LayersModel,
    activityPenalties: ReadonlyMap<string, ActivityPenalty>,
  ) {
    this.ofOutputs = [...activityPenalties.values()];
    const charged = [...activityPenalties.keys()].map(
      (name) => network.getLayer(name).output as layers.SymbolicTensor,
    );
    const outputs = [network.outputs[0], ...charged];
    this.extended =
      charged.length === 0 ? network : layers.model({ inputs: network.inputs, outputs });
    this.any = charged.length > 0 || tf.tidy(() => network.calculateLosses().length > 0);
  }

  /** Passes images `[n, h, w, c]` through the network as training does. */
  pass(images: tf.Tensor4D): TrainingPass {
    const result = this.extended.apply(images, { training: true });
    if (!Array.isArray(result)) return { embeddings: result as tf.Tensor2D };
    const [embeddings, ...outputs] = result as tf.Tensor[];
    const each = this.ofOutputs.map((penalty, i) => tf.mean(penalty(outputs[i])));
    return { embeddings: embeddings as tf.Tensor2D, onActivity: tf.addN(each) as tf.Scalar };
  }

  /** What the weights are charged; undefined where nothing is. */
  onWeights(): tf.Scalar | undefined {
    const each = this.network.calculateLosses();
    return each.length === 0 ? undefined : (tf.addN(each) as tf.Scalar);
  }
}

/** The sum of what is charged, 0 where nothing is. */
export function sumOf(...charges: (tf.Scalar | undefined)[]): tf.Scalar {
  const present = charges.filter((charge) => charge !== undefined);
  return present.length === 0 ? tf.scalar(0) : (tf.addN(present) as tf.Scalar);
}
