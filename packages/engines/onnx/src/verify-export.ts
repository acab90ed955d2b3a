import { EngineError, messageOf, type OnnxExport, Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import type { ExportedFunction } from "./export.js";
import { nativeTensor, Session } from "./session.js";

/** A batch size unlike those that the model was recorded with. */
const batch = 3;

/** Greatest difference, as a share of the greatest embedding: the file computes in another order. */
const tolerance = 1e-5;

/**
 * Runs a file on a few random images and compares with the model.
 *
 * @throws EngineError when the file does not run or its results differ
 */
export function verifyExport(
  file: OnnxExport,
  model: ExportedFunction,
  inputShape: readonly [number, number, number],
): void {
  const [h, w, c] = inputShape;
  const random = new Random(1);
  const images = Float32Array.from({ length: batch * h * w * c }, () => random.uniform());
  const expected = tf.tidy(() =>
    model(tf.tensor4d(images, [batch, h, w, c])).dataSync<"float32">(),
  );
  const actual = run(file, images, [batch, h, w, c]);
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-6);
  const agrees =
    actual.length === expected.length &&
    expected.every((value, i) => Math.abs(value - actual[i]) <= tolerance * scale);
  if (!agrees) {
    throw new EngineError(
      `The exported model differs from the model itself on ${batch} images: does the model treat ` +
        "each image of a batch alike, whatever their number? A layers model is called through apply, not predict.",
    );
  }
}

function run(file: OnnxExport, images: Float32Array, shape: readonly number[]): ArrayLike<number> {
  try {
    const session = new Session(file.bytes, { threads: 1, device: "cpu" });
    try {
      const feeds = { [file.inputName]: nativeTensor("float32", images, shape) };
      return session.run(feeds, { [file.outputName]: null })[file.outputName].data;
    } finally {
      session.dispose();
    }
  } catch (cause) {
    throw new EngineError(`The exported model does not run: ${messageOf(cause)}`, { cause });
  }
}
