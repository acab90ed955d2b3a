import { ConfigError } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import "./warp-gradient.js";
import { registerWarpKernels } from "./kernels/register-warp-kernels.js";
import { affineWarp, type WarpSize } from "./kernels/warp-kernels.js";
import { portableKernels } from "./portable/portable-kernels.js";

/**
 * Warps each image by an affine map of its own, with bilinear interpolation.
 *
 * Coordinates run from −1 at the left and top edge of an image to 1 at the right and bottom edge;
 * the centre of column i of w lies at (2i + 1)/w − 1. The output at (x, y) is the input at
 * (a·x + b·y + c, d·x + e·y + f). Positions outside are held at the outermost pixels' centres, so
 * that edge pixels repeat; along a held coordinate nothing has a derivative. Between pixels the
 * function has kinks, where the derivative is that from the right and from below. The identity
 * (1, 0, 0, 0, 1, 0) returns images of the same size exactly.
 *
 * Differentiable in both; the gradient of what is not asked for costs nothing. (Bilinear sampling
 * as in Jaderberg et al. 2015, Spatial Transformer Networks, section 3.3.)
 *
 * @param images float32 `[n, h, w, c]`
 * @param matrices float32 `[n, 6]`: (a, b, c, d, e, f) of each image
 * @param size `[height, width]` of the warped images in pixels; by default the input's
 * @returns float32 `[n, height, width, c]`
 * @throws ConfigError when shapes, types or sizes do not fit
 */
export function warpAffine(
  images: tf.Tensor4D,
  matrices: tf.Tensor2D,
  size: readonly [height: number, width: number] = [images.shape[1], images.shape[2]],
): tf.Tensor4D {
  checkOperands(images, matrices, size);
  const backendName = tf.getBackend();
  if (!tf.getKernel(affineWarp, backendName)) registerWarpKernels(backendName, portableKernels);
  const [, inHeight, inWidth] = images.shape;
  const attributes: WarpSize = { inHeight, inWidth, outHeight: size[0], outWidth: size[1] };
  return tf
    .engine()
    .runKernel(
      affineWarp,
      { images, matrices },
      attributes as unknown as tf.NamedAttrMap,
    ) as tf.Tensor4D;
}

function checkOperands(
  images: tf.Tensor,
  matrices: tf.Tensor,
  size: readonly [number, number],
): void {
  if (images.rank !== 4 || images.dtype !== "float32" || images.size === 0) {
    throw new ConfigError(
      `warpAffine: the images are ${described(images)}, expected float32 [n, h, w, c] with at least one pixel.`,
    );
  }
  const fits = matrices.rank === 2 && matrices.shape[1] === 6 && matrices.dtype === "float32";
  if (!fits || matrices.shape[0] !== images.shape[0]) {
    throw new ConfigError(
      `warpAffine: the matrices are ${described(matrices)}, expected float32 [${images.shape[0]}, 6]: one row for each image.`,
    );
  }
  if (!size.every((pixels) => Number.isInteger(pixels) && pixels > 0)) {
    throw new ConfigError(
      `warpAffine: the size is [${size.join(", ")}], expected [height, width] in whole pixels above 0.`,
    );
  }
}

const described = ({ dtype, shape }: tf.Tensor) => `${dtype} [${shape.join(", ")}]`;
