import { identityParameters, matricesOf, type Parametrisation, warpAffine } from "@multibatch/warp";
import * as tf from "@tensorflow/tfjs-core";
import { displacementWeights } from "../displacement.js";

/** Pixels along the shorter side of the small pictures that are compared; twice as many in the second half. */
const coarseSide = 14;
/** Deviation of the window through which pictures are compared, in half widths. */
const windowDeviation = 0.8;
/**
 * Price of a squared displacement, which keeps warps from leaving for places that look alike; half of
 * it in the second half, when they are near their places and it only holds them back.
 */
const displacementPrice = 0.12;
/** Price of a common displacement of all images, which changes nothing. */
const commonPrice = 0.1;
/** Against a division by 0, where a picture has no edge. */
const leastEnergy = 1e-4;

/**
 * Cost of congealing (Learned-Miller 2006, 'Data driven image models through continuous joint
 * alignment'): images are aligned jointly so that they look alike, without any label.
 *
 * What is compared are small pictures of the edges (lengths of the brightness gradient), warped, seen
 * through a window and normalised to length 1. The cost is 1 − |mean picture|²: of one less the mean
 * correlation over all pairs of the batch. First coarse pictures, which agree from afar, then finer.
 *
 * @param images float32 `[n, h, w, c]`
 * @param parameters float32 `[n, p]`; differentiable in them
 * @param progress 0…1
 */
export function congealingCost(
  parametrisation: Parametrisation,
  images: tf.Tensor4D,
  parameters: tf.Tensor2D,
  progress: number,
): tf.Scalar {
  return tf.tidy(() => {
    const [, height, width] = images.shape;
    const coarse = Math.max(1, Math.floor(Math.min(height, width) / coarseSide));
    const late = progress >= 0.5;
    const reduction = late ? Math.max(1, Math.floor(coarse / 2)) : coarse;
    const edges = tf.avgPool(edgesOf(images), reduction, reduction, "valid") as tf.Tensor4D;
    const size = [edges.shape[1], edges.shape[2]] as const;

    const identity = tf.tensor2d([[...identityParameters(parametrisation)]]);
    const mean = tf.mean(parameters, 0, true) as tf.Tensor2D;
    // Moved alike, all images look as much alike as before: only what differs is judged.
    const centred = tf.add(tf.sub(parameters, mean), identity) as tf.Tensor2D;
    const warped = warpAffine(edges, matricesOf(parametrisation, centred, [height, width]), size);
    const alike = tf.sum(tf.square(tf.mean(normalised(warped), 0)));

    const weights = tf.tensor2d([displacementWeights(parametrisation, { height, width })]);
    const displacement = (of: tf.Tensor2D) =>
      tf.sum(tf.mul(tf.square(tf.sub(of, identity)), weights), 1);
    const prices = tf.add(
      tf.mul(tf.mean(displacement(centred)), late ? displacementPrice / 2 : displacementPrice),
      tf.mul(tf.mean(displacement(mean)), commonPrice),
    );
    return tf.add(tf.sub(1, alike), prices) as tf.Scalar;
  });
}

/** Length of the brightness gradient at each pixel, `[n, h, w, 1]`; 0 in the last row and column. */
function edgesOf(images: tf.Tensor4D): tf.Tensor4D {
  const [, height, width] = images.shape;
  const grey = tf.mean(images, 3, true);
  const at = (row: number, column: number) =>
    tf.slice(grey, [0, row, column, 0], [-1, height - 1, width - 1, 1]);
  const across = tf.sub(at(0, 1), at(0, 0));
  const down = tf.sub(at(1, 0), at(0, 0));
  const lengths = tf.sqrt(tf.add(tf.square(across), tf.square(down)));
  return tf.pad(lengths, [
    [0, 0],
    [0, 1],
    [0, 1],
    [0, 0],
  ]) as tf.Tensor4D;
}

/** Pictures seen through the window, of mean 0 and length 1. */
function normalised(pictures: tf.Tensor4D): tf.Tensor4D {
  const [, height, width] = pictures.shape;
  const window = tf.tensor4d(windowOf(height, width), [1, height, width, 1]);
  const mean = tf.sum(tf.mul(pictures, window), [1, 2], true);
  const seen = tf.mul(tf.sub(pictures, mean), tf.sqrt(window));
  const energy = tf.sum(tf.square(seen), [1, 2], true);
  return tf.div(seen, tf.sqrt(tf.add(energy, leastEnergy)));
}

/** Weights of a Gaussian window, `[h, w]`, of sum 1. */
function windowOf(height: number, width: number): Float32Array {
  const weights = new Float32Array(height * width);
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [x, y] = [(2 * column + 1) / width - 1, (2 * row + 1) / height - 1];
      weights[i++] = Math.exp(-(x * x + y * y) / (2 * windowDeviation ** 2));
    }
  }
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
