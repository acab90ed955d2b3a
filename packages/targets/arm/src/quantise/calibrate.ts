import { DataError, type ModelCard } from "@multibatch/core";
import { elements, type Network } from "@multibatch/network";
import { evaluateNetwork } from "./evaluate.js";

/** Largest absolute value that each tensor held, by name. */
export type Ranges = ReadonlyMap<string, number>;

/**
 * Sees how large the numbers in a network become on real images.
 *
 * @param pixels images of the card's size, uint8 `[n, h, w, c]`
 * @param onImage called after each image
 * @throws DataError when there is no whole image
 */
export function calibrate(
  network: Network,
  { input }: ModelCard,
  pixels: Uint8Array,
  onImage?: (done: number) => void,
): Ranges {
  const size = elements(network.inputShape);
  if (pixels.length === 0 || pixels.length % size !== 0) {
    const { height, width, channels } = input.crop;
    throw new DataError(
      `The calibration has ${pixels.length} bytes, expected whole images of ${height} × ${width} × ${channels} = ${size} bytes. Give images like those that the model will see.`,
    );
  }
  const { scale, offset } = input.normalisation;
  const ranges = new Map<string, number>();
  for (let start = 0; start < pixels.length; start += size) {
    const image = Float32Array.from(
      pixels.subarray(start, start + size),
      (pixel) => pixel * scale + offset,
    );
    for (const [name, values] of evaluateNetwork(network, image)) {
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      ranges.set(name, Math.max(ranges.get(name) ?? 0, largest));
    }
    onImage?.(start / size + 1);
  }
  return ranges;
}
