import * as tf from "@tensorflow/tfjs-core";
import type { OnnxBackend } from "./backend.js";
import { type ElementType, newArray } from "./graph/value.js";

/** The same data under another id: tfjs asks for it when it clones. */
const identity: tf.KernelFunc = ({ inputs, backend }) => {
  const { dataId, shape, dtype } = inputs.x!;
  (backend as OnnxBackend).incRef(dataId);
  return { dataId, shape, dtype };
};

const fill: tf.KernelFunc = ({ attrs, backend }) => {
  const { shape, value, dtype } = attrs as unknown as tf.FillAttrs;
  const type = dtype ?? tf.util.inferDtype(value as number);
  const onnx = backend as OnnxBackend;
  if (typeof value === "number") return onnx.makeFilled(shape, value, type as ElementType);
  const text = tf.util.encodeString(value);
  const texts = Array<Uint8Array>(tf.util.sizeFromShape(shape)).fill(text);
  return { dataId: onnx.write(texts, shape, "string"), shape, dtype: "string" };
};

const filledLike =
  (value: number): tf.KernelFunc =>
  ({ inputs, backend }) => {
    const { shape, dtype } = inputs.x!;
    return (backend as OnnxBackend).makeFilled(shape, value, dtype as ElementType);
  };

/** Data that JavaScript computes element by element. */
function generated(
  backend: unknown,
  size: number,
  dtype: ElementType,
  element: (index: number) => number,
): tf.TensorInfo {
  const values = newArray(dtype, size);
  for (let i = 0; i < size; i++) values[i] = element(i);
  const dataId = (backend as OnnxBackend).write(values, [size], dtype);
  return { dataId, shape: [size], dtype };
}

const range: tf.KernelFunc = ({ attrs, backend }) => {
  const { start, stop, step: given, dtype } = attrs as unknown as tf.RangeAttrs;
  // Where the step is left at 1, tfjs counts downwards to a smaller stop.
  const step = stop < start && given === 1 ? -1 : given;
  const size = Math.max(0, Math.ceil((stop - start) / step));
  return generated(backend, size, dtype, (i) => start + i * step);
};

const linSpace: tf.KernelFunc = ({ attrs, backend }) => {
  const { start, stop, num } = attrs as unknown as tf.LinSpaceAttrs;
  const step = (stop - start) / (num - 1);
  return generated(backend, num, "float32", (i) => start + i * step);
};

/** Kernels that need no computing: data is shared, or written from JavaScript. */
export const hostKernels: Readonly<Record<string, tf.KernelFunc>> = {
  Identity: identity,
  Fill: fill,
  ZerosLike: filledLike(0),
  OnesLike: filledLike(1),
  Range: range,
  LinSpace: linSpace,
};
