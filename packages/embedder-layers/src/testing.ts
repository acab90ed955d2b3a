import { type Model, Random } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { meanSquaredDistance } from "./initial-distance.js";

/** Grey images `[count, size, size, 1]` with values in [−1, 1], each a sum of a few random waves. */
export function waveImages(count: number, size: number): tf.Tensor4D {
  const random = new Random(3);
  const values: number[] = [];
  for (let image = 0; image < count; image++) {
    const parts = Array.from({ length: 6 }, () => ({
      down: random.normal(0, 8 / size),
      across: random.normal(0, 8 / size),
      phase: random.uniform(0, 2 * Math.PI),
      height: random.uniform(0, 0.5),
    }));
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const sum = parts.reduce(
          (rest, part) =>
            rest + part.height * Math.sin(part.down * y + part.across * x + part.phase),
          0,
        );
        values.push(Math.max(-1, Math.min(1, sum)));
      }
    }
  }
  return tf.tensor4d(values, [count, size, size, 1]);
}

/**
 * Mean squared distance between the embeddings of images of random waves at the start of training: on
 * other images than the model was prepared on, and as training sees them, with batch normalisation over
 * the statistics of the batch.
 *
 * @param model grey images of `size`×`size` pixels to embeddings
 */
export async function distanceAtStart(model: Model, size: number, seed: number): Promise<number> {
  const input = layers.input({ shape: [size, size, 1], name: "images" });
  const context = { seed, name: "embedder" };
  const network = layers.model({ inputs: input, outputs: model.connect(input, context) });
  const [seen, unseen] = tf.tidy(() => tf.split(waveImages(64, size), 2));
  const pixels = await seen.data<"float32">();
  await model.prepare?.(network, {
    ...context,
    images: Int32Array.from({ length: 32 }, (_, image) => image),
    read: async (images) => selectRows(pixels, 32, images),
    emit: ({ type }) => {
      throw new Error(`unexpected event: ${type}`);
    },
    get dataset(): never {
      throw new Error("an embedder has no need of the data set itself");
    },
  });
  const embeddings = tf.tidy(() => network.apply(unseen, { training: true }) as tf.Tensor2D);
  const distance = meanSquaredDistance(await embeddings.data<"float32">(), 32);
  tf.dispose([seen, unseen, embeddings]);
  network.dispose();
  return distance;
}

function selectRows(matrix: Float32Array, count: number, rows: ArrayLike<number>): Float32Array {
  const width = matrix.length / count;
  const selected = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    selected.set(matrix.subarray(rows[i] * width, (rows[i] + 1) * width), i * width);
  }
  return selected;
}
