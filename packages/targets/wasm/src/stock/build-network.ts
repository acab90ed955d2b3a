import { ModelFolderError, messageOf } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
// Registers the layer AffineWarp, which aligned models contain.
import "@multibatch/warp";
import type { ModelFiles } from "@multibatch/network";
import { onBackend } from "./backend.js";

/**
 * Builds the network with its weights on the wasm backend.
 *
 * `loadLayersModel` would do the same, but it waits between choosing a backend and making tensors,
 * and other code could then run on a backend that it did not choose.
 *
 * @param place what errors call the model
 * @throws ModelFolderError when the files describe no such network
 */
export async function buildNetwork(files: ModelFiles, place: string): Promise<layers.LayersModel> {
  const network = await connect(files, place);
  try {
    await onBackend(() => loadWeights(network, files));
    checkShapes(network, files, place);
    return network;
  } catch (error) {
    network.dispose();
    if (error instanceof ModelFolderError) throw error;
    throw new ModelFolderError(
      `The weights of "${place}" do not fit model.json: ${messageOf(error)}. Copy the model folder again.`,
      { cause: error },
    );
  }
}

type Topology = Parameters<typeof layers.models.modelFromJSON>[0];

async function connect({ topology }: ModelFiles, place: string): Promise<layers.LayersModel> {
  try {
    // Async in name alone: without weights it does all its work before it returns.
    return await onBackend(() =>
      layers.models.modelFromJSON({ modelTopology: topology } as unknown as Topology),
    );
  } catch (error) {
    throw new ModelFolderError(
      `model.json of "${place}" describes no network that can be built: ${messageOf(error)}. A model with layers of its own needs their package imported first.`,
      { cause: error },
    );
  }
}

function loadWeights(network: layers.LayersModel, { weights, weightSpecs }: ModelFiles): void {
  const tensors = tf.io.decodeWeights(
    weights.buffer as ArrayBuffer,
    weightSpecs as tf.io.WeightsManifestEntry[],
  );
  try {
    network.loadWeights(tensors);
  } finally {
    tf.dispose(tensors);
  }
}

function checkShapes(network: layers.LayersModel, { card }: ModelFiles, place: string): void {
  const { height, width, channels } = card.input.crop;
  compare("takes", network.inputs, [height, width, channels], place);
  compare("gives", network.outputs, [card.output.dimensions], place);
}

function compare(
  verb: string,
  actual: layers.SymbolicTensor[],
  expected: number[],
  place: string,
): void {
  const shapes = actual.map(({ shape }) => shape.slice(1).join(" × "));
  if (shapes.length === 1 && shapes[0] === expected.join(" × ")) return;
  throw new ModelFolderError(
    `The network in model.json of "${place}" ${verb} ${shapes.join(" and ")}, but card.json says ${expected.join(" × ")}. Write the model folder anew.`,
  );
}
