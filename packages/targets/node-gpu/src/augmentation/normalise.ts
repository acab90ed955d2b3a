import { normalisation } from "@multibatch/core/network";

/** Normalises images without varying them: what validation and runtimes see. */
export function normaliseInto(into: Float32Array, pixels: Uint8Array): void {
  for (let i = 0; i < pixels.length; i++) {
    into[i] = pixels[i] * normalisation.scale + normalisation.offset;
  }
}
