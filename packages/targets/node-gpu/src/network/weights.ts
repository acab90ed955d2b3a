import { CheckpointError } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";

/** Variables by a name that is the same in every process. */
export type NamedVariables = ReadonlyMap<string, tf.Variable>;

/** Every weight of a network by `layer/weight`; `trainable` leaves running averages out. */
export function weightsOf(network: LayersModel, kind: "all" | "trainable"): NamedVariables {
  const named = new Map<string, tf.Variable>();
  for (const layer of network.layers) {
    const weights = kind === "all" ? layer.weights : layer.trainableWeights;
    for (const weight of weights) {
      // The part after the last slash: tfjs appends _1, _2, … when a process builds a layer again.
      const part = weight.originalName.split("/").pop() ?? weight.originalName;
      named.set(`${layer.name}/${part}`, weight.read() as tf.Variable);
    }
  }
  return named;
}

/** The values of variables, by name. */
export type Snapshot = ReadonlyMap<
  string,
  { readonly shape: readonly number[]; readonly values: Float32Array }
>;

/** Copies the values of variables out of the engine. */
export async function takeSnapshot(variables: NamedVariables): Promise<Snapshot> {
  const entries = [...variables].map(async ([name, variable]) => {
    const values = Float32Array.from(await variable.data());
    return [name, { shape: variable.shape, values }] as const;
  });
  return new Map(await Promise.all(entries));
}

/** Sets variables to a snapshot. @throws CheckpointError when a name or a shape does not fit */
export function restoreSnapshot(variables: NamedVariables, snapshot: Snapshot): void {
  for (const [name, variable] of variables) {
    const saved = snapshot.get(name);
    if (!saved || saved.shape.join() !== variable.shape.join()) {
      throw new CheckpointError(
        `The checkpoint has ${saved ? `"${name}" as [${saved.shape}]` : `no "${name}"`}, the configuration asks for [${variable.shape}]. Go on with the configuration that the run was started with.`,
      );
    }
    const tensor = tf.tensor(saved.values, [...saved.shape]);
    variable.assign(tensor);
    tensor.dispose();
  }
}
