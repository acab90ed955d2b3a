import type { io } from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";

/** A network as tfjs writes it: one group of weights. */
export interface NetworkFiles {
  /** Text of `model.json`. */
  readonly modelJson: string;
  /** Content of `weights.bin`. */
  readonly weights: Uint8Array;
}

/** Builds the network of tfjs files on the active backend; the caller disposes it. */
export async function loadNetwork({
  modelJson,
  weights,
}: NetworkFiles): Promise<layers.LayersModel> {
  const { modelTopology, weightsManifest } = JSON.parse(modelJson) as {
    modelTopology: object;
    weightsManifest: [{ weights: io.WeightsManifestEntry[] }];
  };
  const artifacts: io.ModelArtifacts = {
    modelTopology,
    weightSpecs: weightsManifest[0].weights,
    // Not `slice()`: that of a Buffer shares the memory, which other Buffers may lie in, too.
    weightData: new Uint8Array(weights).buffer,
  };
  return layers.loadLayersModel({ load: async () => artifacts });
}
