import { Random } from "@multibatch/core";

/** A generator of its own for each layer: a change of one layer leaves the weights of the others. */
export function randomOfLayer(layerName: string, seed: number): Random {
  return new Random(seed).fork(layerName);
}

/** A seed for tfjs: never 0, which tfjs takes for 'no seed'. */
export function seedForTfjs(random: Random): number {
  return 1 + random.integer(0x7fffffff);
}
