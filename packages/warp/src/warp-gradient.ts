import * as tf from "@tensorflow/tfjs-core";
import {
  affineWarp,
  affineWarpImageGradient,
  affineWarpMatrixGradient,
} from "./kernels/warp-kernels.js";

/** tfjs calls a gradient only where it is asked for, so that fixed images cost none. */
tf.registerGradient({
  kernelName: affineWarp,
  inputsToSave: ["images", "matrices"],
  gradFunc: (dy, [images, matrices], attributes) => {
    const run = (kernelName: string, inputs: tf.NamedTensorMap) =>
      tf.engine().runKernel(kernelName, inputs, attributes) as tf.Tensor;
    return {
      images: () => run(affineWarpImageGradient, { dy: dy as tf.Tensor, matrices }),
      matrices: () => run(affineWarpMatrixGradient, { dy: dy as tf.Tensor, images, matrices }),
    };
  },
});
