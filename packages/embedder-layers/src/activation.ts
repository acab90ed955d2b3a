import * as layers from "@tensorflow/tfjs-layers";
import { z } from "zod";

/** Names of the activations, for options. */
export const activationSchema = z.enum(["relu", "leaky-relu", "elu", "prelu"]);

/** Non-linearity behind a convolution. */
export type Activation = z.output<typeof activationSchema>;

/** Slope of `leaky-relu` below 0: our choice. */
const leakySlope = 0.1;
/** Slope below 0 that `prelu` starts from (He et al. 2015, section 2.1). */
const initialSlope = 0.25;

/**
 * Mean of f(z)² for a standard normal z: the share of the signal's energy that an activation lets
 * through. (1 + slope²) / 2 for the rectifiers (He et al. 2015, equation 15); for ELU
 * 1 + e²·Φ(−2) − 2·√e·Φ(−1), by integration.
 */
export const energyBehind: Readonly<Record<Activation, number>> = {
  relu: 0.5,
  "leaky-relu": (1 + leakySlope ** 2) / 2,
  prelu: (1 + initialSlope ** 2) / 2,
  elu: 0.6449457,
};

/** An activation as a layer of its own, over images `[n, h, w, c]`. */
export function activationLayer(
  kind: Activation,
  name: string,
): layers.LayersModel["layers"][number] {
  switch (kind) {
    case "relu":
      return layers.layers.reLU({ name });
    case "leaky-relu":
      return layers.layers.leakyReLU({ name, alpha: leakySlope });
    case "elu":
      return layers.layers.elu({ name });
    case "prelu":
      // One slope for each channel.
      return layers.layers.prelu({
        name,
        sharedAxes: [1, 2],
        alphaInitializer: layers.initializers.constant({ value: initialSlope }),
      });
  }
}
