import { ConfigError } from "@multibatch/core";
import { sizeBehind, smallestInput } from "@multibatch/embedder-layers";
import { type Localisation, stagesOf } from "./localisation.js";

/**
 * Checks that a localisation network can look at an input.
 *
 * @param shape `[n, h, w, c]`
 * @throws ConfigError when it is no image of fixed size, or so small that nothing would be left of it
 */
export function demandImages(
  localisation: Localisation,
  shape: readonly (number | null)[],
  name: string,
): void {
  const [, height, width, channels] = shape;
  const text = `[${shape.map((size) => size ?? "?").join(", ")}]`;
  if (shape.length !== 4 || !height || !width || !channels) {
    throw new ConfigError(
      `The model "${name}" aligns images [n, height, width, channels] of a fixed size, received ${text}. Put it behind the data set, before the embedder.`,
      name,
    );
  }
  const stages = stagesOf(localisation);
  const { reduction } = localisation;
  if (sizeBehind(stages, Math.floor(Math.min(height, width) / reduction)) >= 1) return;
  const least = reduction * smallestInput(stages);
  throw new ConfigError(
    `The model "${name}" received images ${text}, of which its localisation network would leave nothing. Give it images of ${least}×${least} pixels or more, or a localisation network with a smaller reduction or fewer poolings.`,
    name,
  );
}
