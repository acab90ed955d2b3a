import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readSafetensors } from "@multibatch/formats";
import { loadEmbedder } from "@multibatch/target-wasm";

/** How far a runtime may be from training, relative to the largest number of an embedding. */
const tolerance = 1e-4;

/**
 * Embeds the reference images of a run with the wasm runtime, and compares with what the training
 * engine computed.
 *
 * @throws Error when they differ by more than the tolerance
 */
export async function checkAgreement(run: string): Promise<number> {
  const { tensors } = readSafetensors(await readFile(join(run, "reference.safetensors")));
  const { pixels, embeddings } = tensors;
  const embedder = await loadEmbedder(join(run, "model"));
  try {
    const computed = await embedder.embed(pixels.data as Uint8Array);
    const expected = embeddings.data as Float32Array;
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const difference = computed.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - expected[i])),
      0,
    );
    const relative = difference / largest;
    const summary = `The wasm runtime agrees with training within ${relative.toExponential(1)} on ${embeddings.shape[0]} images`;
    if (!(relative <= tolerance) || computed.length !== expected.length) {
      throw new Error(`${summary}: more than ${tolerance}.`);
    }
    console.log(`${summary} (allowed: ${tolerance}).`);
    return relative;
  } finally {
    embedder.dispose();
  }
}
