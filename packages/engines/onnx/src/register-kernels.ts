import * as tf from "@tensorflow/tfjs-core";
import { backendName, type OnnxBackend } from "./backend.js";
import { runOnCpu } from "./fallback.js";
import { type ElementType, sameShape, sizeOf, type Value } from "./graph/value.js";
import { hostKernels } from "./host-kernels.js";
import { kernels } from "./kernels/index.js";
import type { Kernel } from "./kernels/kernel.js";

/** Registers every kernel that tfjs-cpu has for the onnx backend, most with code of the engine's. */
export function registerKernels(): void {
  for (const [kernelName, kernelFunc] of kernelFunctions()) {
    tf.registerKernel({ kernelName, backendName, kernelFunc });
  }
}

export function unregisterKernels(): void {
  for (const { kernelName } of tf.getKernelsForBackend(backendName)) {
    tf.unregisterKernel(kernelName, backendName);
  }
}

function kernelFunctions(): Map<string, tf.KernelFunc> {
  const functions = new Map<string, tf.KernelFunc>();
  for (const { kernelName } of tf.getKernelsForBackend("cpu")) {
    functions.set(kernelName, ({ inputs, attrs, backend }) =>
      runOnCpu(kernelName, inputs, attrs, backend as OnnxBackend),
    );
  }
  for (const kernel of kernels) functions.set(kernel.name, recording(kernel));
  for (const [name, kernelFunc] of Object.entries(hostKernels)) functions.set(name, kernelFunc);
  return functions;
}

/** The function that tfjs calls for a kernel: it records, or hands on what it does not support. */
function recording(kernel: Kernel): tf.KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const onnx = backend as OnnxBackend;
    const infos = operandsOf(kernel, inputs);
    if (!infos.every((info) => isNumeric(info))) return runOnCpu(kernel.name, inputs, attrs, onnx);
    let values = infos.map((info) => info && valueInShape(info, onnx));
    const metas = values as Value[];
    if (!kernel.supports(metas, attrs)) return runOnCpu(kernel.name, inputs, attrs, onnx);
    if (kernel.isIdentity(metas, attrs))
      return hostKernels.Identity({ inputs: { x: infos[0] }, backend });

    if (values.some((value) => value && sizeOf(value.shape) === 0)) {
      const outputs = kernel.infer(metas, attrs);
      const empty = outputs.every(({ shape }) => sizeOf(shape) === 0);
      if (!empty && kernel.zeroWhenEmpty)
        return onnx.makeFilled(outputs[0].shape, 0, outputs[0].dtype);
      if (!empty && kernel.inputs !== "list") return runOnCpu(kernel.name, inputs, attrs, onnx);
      if (!empty) values = values.filter((value) => value && sizeOf(value.shape) > 0);
    }
    const results = onnx.record(kernel, values, attrs).map((value) => onnx.makeTensor(value));
    return results.length === 1 && !returnsList.has(kernel.name) ? results[0] : results;
  };
}

/** Kernels whose result is a list even if it has one tensor. */
const returnsList = new Set(["Unpack", "SplitV"]);

function operandsOf(kernel: Kernel, inputs: tf.NamedTensorInfoMap): (tf.TensorInfo | undefined)[] {
  if (kernel.inputs === "list") return inputs as unknown as tf.TensorInfo[];
  return kernel.inputs.map((name) => inputs[name] ?? undefined);
}

function isNumeric(info: tf.TensorInfo | undefined): boolean {
  return !info || (["float32", "int32", "bool"] as ElementType[]).includes(info.dtype as never);
}

const reshape = kernels.find(({ name }) => name === "Reshape")!;

/** The value of a tensor; tfjs may see one data id under several shapes. */
function valueInShape(info: tf.TensorInfo, onnx: OnnxBackend): Value {
  const value = onnx.tensorValue(info);
  if (sameShape(value.shape, info.shape)) return value;
  return onnx.record(reshape, [value], { shape: info.shape })[0];
}
