import * as layers from "@tensorflow/tfjs-layers";
import { restoreSnapshot, type Snapshot, takeSnapshot, weightsOf } from "../network/weights.js";
import { foldNormalisation, kernelToFoldInto, type Normalisation } from "./fold-normalisation.js";
import { fuseActivation } from "./fuse-activation.js";
import { type LayerDescription, mergeInto, solePredecessor, type Topology } from "./topology.js";

/** Weights under change, by `layer/weight`. */
type Weights = Map<string, { readonly shape: readonly number[]; readonly values: Float32Array }>;

/**
 * The network that computes at inference what a trained one does, with less: each batch
 * normalisation behind a convolution or a fully connected layer goes into its weights, and then an
 * activation behind it into the layer, since backends compute both in one pass. So a network with
 * normalisation costs what the plain one does.
 *
 * A normalisation that stands elsewhere, and all other layers, stay as they are.
 *
 * @returns a network of its own, which the caller disposes; `network` is untouched
 */
export async function inferenceNetwork(network: layers.LayersModel): Promise<layers.LayersModel> {
  const described = JSON.parse(JSON.stringify(network.toJSON(null, false))) as Topology;
  const weights: Weights = new Map(await takeSnapshot(weightsOf(network, "all")));
  const rankOf = (name: string) => (network.getLayer(name).outputShape as number[]).length;

  let topology = described;
  for (const { name } of described.config.layers) {
    const layer = topology.config.layers.find((other) => other.name === name)!;
    const before = solePredecessor(topology, layer);
    if (before === undefined) continue;
    const merged =
      layer.class_name === "BatchNormalization"
        ? fold(before, layer, rankOf(name), weights)
        : fuseActivation(before, layer);
    if (merged) topology = mergeInto(topology, layer, merged);
  }

  const result = await layers.loadLayersModel({ load: async () => ({ modelTopology: topology }) });
  restoreSnapshot(weightsOf(result, "all"), weights);
  return result;
}

/** One layer for a layer and the normalisation behind it; its weights replace those of the first. */
function fold(
  layer: LayerDescription,
  normalisation: LayerDescription,
  rank: number,
  weights: Weights,
): LayerDescription | undefined {
  const part = kernelToFoldInto(layer, normalisation, rank);
  if (part === undefined) return undefined;
  const kernelName = `${layer.name}/${part}`;
  const biasName = `${layer.name}/bias`;
  const { shape, values } = weights.get(kernelName)!;
  const { kernel, bias } = foldNormalisation(
    { kernel: values, bias: weights.get(biasName)?.values },
    normalisationOf(normalisation, weights),
  );
  weights.set(kernelName, { shape, values: kernel });
  weights.set(biasName, { shape: [bias.length], values: bias });
  return { ...layer, config: { ...layer.config, use_bias: true } };
}

function normalisationOf({ name, config }: LayerDescription, weights: Snapshot): Normalisation {
  const values = (part: string) => weights.get(`${name}/${part}`)?.values;
  return {
    gamma: values("gamma"),
    beta: values("beta"),
    mean: values("moving_mean")!,
    variance: values("moving_variance")!,
    epsilon: config.epsilon as number,
  };
}
