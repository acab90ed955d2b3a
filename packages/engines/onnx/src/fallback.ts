import "@tensorflow/tfjs-backend-cpu";
import { EngineError } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import type { OnnxBackend } from "./backend.js";

type Inputs = tf.NamedTensorInfoMap | tf.TensorInfo[];

/** What an input may be, whatever tfjs's types say: an optional one is absent, some are lists. */
type Operand = tf.TensorInfo | tf.TensorInfo[] | undefined;

/** tfjs-cpu as far as it is used here; tfjs itself does not export its type. */
interface CpuBackend extends tf.KernelBackend {
  makeTensorInfo(
    shape: number[],
    dtype: tf.DataType,
    values?: tf.backend_util.BackendValues,
  ): tf.TensorInfo;
  disposeIntermediateTensorInfo(info: tf.TensorInfo): void;
}

/**
 * Computes a kernel with tfjs-cpu: the inputs are read, which computes all that is pending, and the
 * results are written back. It is counted.
 */
export function runOnCpu(
  name: string,
  inputs: Inputs,
  attrs: tf.NamedAttrMap | undefined,
  backend: OnnxBackend,
): tf.TensorInfo | tf.TensorInfo[] {
  const kernel = tf.getKernel(name, "cpu");
  if (!kernel) throw new EngineError(`Neither the onnx engine nor tfjs-cpu has a kernel ${name}.`);
  backend.statistics.countFallback(name);
  const cpu = tf.findBackend("cpu") as CpuBackend;
  const copied: tf.TensorInfo[] = [];
  const copyIn = (info: Operand): Operand => {
    if (!info) return info;
    if (Array.isArray(info)) return info.map((item) => copyIn(item)) as tf.TensorInfo[];
    const { shape, dtype } = info;
    const copy = cpu.makeTensorInfo(shape, dtype, backend.readSync(info.dataId));
    copied.push(copy);
    // Some kernels of tfjs-cpu ask for the rank, as if they were always given whole tensors.
    return { ...copy, rank: shape.length } as tf.TensorInfo;
  };
  const operands = Array.isArray(inputs)
    ? copyIn(inputs)
    : Object.fromEntries(Object.entries(inputs).map(([key, info]) => [key, copyIn(info)]));
  const results = kernel.kernelFunc({
    inputs: operands as tf.NamedTensorInfoMap,
    attrs,
    backend: cpu,
  });
  const copyOut = (info: tf.TensorInfo): tf.TensorInfo => ({
    dataId: backend.write(cpu.readSync(info.dataId), info.shape, info.dtype),
    shape: info.shape,
    dtype: info.dtype,
  });
  const list = Array.isArray(results) ? results : [results];
  const written = list.map(copyOut);
  for (const info of [...list, ...copied]) cpu.disposeData(info.dataId);
  return Array.isArray(results) ? written : written[0];
}
