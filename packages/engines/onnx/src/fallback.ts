import "@tensorflow/tfjs-backend-cpu";
import { EngineError } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import type { OnnxBackend } from "./backend.js";

type Inputs = tf.NamedTensorInfoMap | tf.TensorInfo[];

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
  const copyIn = (info: tf.TensorInfo) => {
    const copy = cpu.makeTensorInfo(info.shape, info.dtype, backend.readSync(info.dataId));
    copied.push(copy);
    return copy;
  };
  const operands = Array.isArray(inputs)
    ? inputs.map(copyIn)
    : Object.fromEntries(
        Object.entries(inputs).map(([key, info]) => [key, info ? copyIn(info) : info]),
      );
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
