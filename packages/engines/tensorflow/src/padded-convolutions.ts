import * as tf from "@tensorflow/tfjs-core";

/*
 * tfjs-node 4.22 refuses convolutions that are padded by a number of pixels, and their gradients. For
 * those, these kernels pad the images and compute the same convolution without padding.
 */

/** Rows and columns added before and after, `[before, after]` each. */
interface Padding {
  readonly rows: readonly [number, number];
  readonly columns: readonly [number, number];
}

type Attributes = NonNullable<Parameters<tf.KernelFunc>[0]["attrs"]>;
type Padded = (
  kernelName: string,
  inputs: tf.NamedTensorMap,
  attributes: Attributes,
  padding: Padding,
) => tf.Tensor;

/** The same call on images that are padded already. */
const onPaddedImages: Padded = (kernelName, inputs, attributes, padding) => {
  const x = tf.pad(inputs.x as tf.Tensor4D, forEachAxis(padding));
  return tf.engine().runKernel(kernelName, { ...inputs, x }, { ...attributes, pad: "valid" });
};

/** The gradient for the padded images, without its border. */
const withoutBorder: Padded = (kernelName, inputs, attributes, padding) => {
  const shape = attributes.inputShape as [number, number, number, number];
  const paddings = forEachAxis(padding);
  const gradient: tf.Tensor4D = tf.engine().runKernel(kernelName, inputs, {
    ...attributes,
    inputShape: shape.map((length, axis) => length + paddings[axis][0] + paddings[axis][1]),
    pad: "valid",
  });
  return tf.slice(gradient, [0, padding.rows[0], padding.columns[0], 0], shape);
};

const kernels: Readonly<Record<string, Padded>> = {
  [tf.Conv2D]: onPaddedImages,
  [tf.FusedConv2D]: onPaddedImages,
  [tf.Conv2DBackpropFilter]: onPaddedImages,
  [tf.Conv2DBackpropInput]: withoutBorder,
};

/** Puts these kernels in front of those that tfjs-node registered for a backend. */
export function registerPaddedConvolutions(backendName: string): void {
  for (const [kernelName, padded] of Object.entries(kernels)) {
    const stock = tf.getKernel(kernelName, backendName);
    tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel({
      ...stock,
      kernelFunc: (given) => {
        const { inputs, attrs = {} } = given;
        const padding = paddingOf(attrs);
        if (padding === undefined) return stock.kernelFunc(given);
        return tf.tidy(() => padded(kernelName, inputs as tf.NamedTensorMap, attrs, padding));
      },
    });
  }
}

/** Padding given in pixels; none where TensorFlow itself knows the word for it, or refuses more. */
function paddingOf({ pad, dataFormat }: Attributes): Padding | undefined {
  if (dataFormat !== "NHWC") return undefined;
  if (typeof pad === "number") return { rows: [pad, pad], columns: [pad, pad] };
  if (!Array.isArray(pad)) return undefined;
  const [, rows, columns] = pad as unknown as tf.backend_util.ExplicitPadding;
  return { rows, columns };
}

function forEachAxis({ rows, columns }: Padding): [number, number][] {
  return [[0, 0], [...rows], [...columns], [0, 0]];
}
