/** What of a layer decides its multiply-adds. */
export interface ShapedLayer {
  readonly className: string;
  /** Shapes of the kernels, in the order of the layer's weights. */
  readonly kernels: readonly (readonly number[])[];
  /** Numbers in the input and in the output for one image. */
  readonly inputElements: number;
  readonly outputElements: number;
}

/** Classes of tfjs whose layers are neither a convolution nor fully connected. */
export const withoutMultiplyAdds: ReadonlySet<string> = new Set([
  "InputLayer",
  ...["Activation", "ReLU", "LeakyReLU", "PReLU", "ELU", "ThresholdedReLU", "Softmax"],
  ...["BatchNormalization", "LayerNormalization"],
  ...["Dropout", "SpatialDropout1D", "GaussianDropout", "GaussianNoise", "AlphaDropout"],
  ...["MaxPooling1D", "MaxPooling2D", "MaxPooling3D"],
  ...["AveragePooling1D", "AveragePooling2D", "AveragePooling3D"],
  ...["GlobalMaxPooling1D", "GlobalMaxPooling2D"],
  ...["GlobalAveragePooling1D", "GlobalAveragePooling2D"],
  ...["Flatten", "Reshape", "Permute", "RepeatVector", "Masking"],
  ...["ZeroPadding2D", "Cropping2D", "UpSampling2D", "Rescaling", "Resizing", "CenterCrop"],
  ...["Add", "Average", "Concatenate", "Maximum", "Minimum", "Multiply"],
]);

/**
 * Multiply-adds of a convolution or a fully connected layer: each kernel is applied once at each
 * position. Dilation and stride change the positions, never the work at one of them; taps that fall
 * on padding count as work.
 *
 * @returns undefined for a class that is not known
 */
export function kernelMultiplyAdds(layer: ShapedLayer): number | undefined {
  const { className, kernels, inputElements, outputElements } = layer;
  const last = (kernel: readonly number[]) => kernel[kernel.length - 1];
  switch (className) {
    case "Conv1D":
    case "Conv2D":
    case "Conv3D":
    case "Dense":
    // Both kernels of a separable convolution, depthwise and pointwise, are applied at each position
    // of the output, whose channels are the filters of the pointwise one.
    case "SeparableConv2D":
      return (outputElements / last(kernels[kernels.length - 1])) * weights(kernels);
    case "DepthwiseConv2D": {
      const [kernel] = kernels;
      return (outputElements / (kernel[2] * kernel[3])) * weights(kernels);
    }
    // Spreads the kernel `[h, w, filters, channels]` from each position of the input.
    case "Conv2DTranspose":
    case "Conv3DTranspose":
      return (inputElements / last(kernels[0])) * weights(kernels);
    default:
      return undefined;
  }
}

function weights(kernels: readonly (readonly number[])[]): number {
  return kernels.reduce((sum, kernel) => sum + kernel.reduce((product, n) => product * n, 1), 0);
}
