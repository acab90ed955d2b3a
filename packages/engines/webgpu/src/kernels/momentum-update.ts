import {
  type MomentumUpdateAttributes,
  type MomentumUpdateVariable,
  momentumInputs,
  momentumUpdate,
} from "@multibatch/core";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type * as tf from "@tensorflow/tfjs-core";
import { momentumShader, threads } from "./momentum-shader.js";

/** A variable with its tensors. */
interface Update extends MomentumUpdateVariable {
  readonly weights: tf.TensorInfo;
  readonly velocities: tf.TensorInfo;
  readonly gradients: tf.TensorInfo;
  readonly nextWeights: tf.TensorInfo;
  readonly nextVelocities: tf.TensorInfo;
}

/** Buffers that a variable takes of those that one program may have. */
const buffersOfVariable = 5;

/**
 * The momentum update of all variables in few dispatches: one for every two or three of them, as many
 * as a program may have buffers for, where stock operations take six for each.
 */
export const momentumUpdateKernel: tf.KernelConfig = {
  kernelName: momentumUpdate,
  backendName: "webgpu",
  kernelFunc: (call) => {
    const backend = call.backend as WebGPUBackend;
    const inputs = call.inputs as Readonly<Record<string, tf.TensorInfo>>;
    const { momentum, variables } = call.attrs as unknown as MomentumUpdateAttributes;
    const updates = variables.map((variable, index): Update => {
      const names = momentumInputs(index);
      const weights = inputs[names.weights];
      return {
        ...variable,
        weights,
        velocities: inputs[names.velocities],
        gradients: inputs[names.gradients],
        nextWeights: backend.makeTensorInfo(weights.shape, "float32"),
        nextVelocities: backend.makeTensorInfo(weights.shape, "float32"),
      };
    });
    run(backend, inputs.scales, momentum, updates);
    return updates.flatMap(({ nextWeights, nextVelocities }) => [nextWeights, nextVelocities]);
  },
};

function run(
  backend: WebGPUBackend,
  scales: tf.TensorInfo,
  momentum: number,
  updates: readonly Update[],
): void {
  const { device } = backend;
  const buffer = ({ dataId }: tf.TensorInfo): GPUBuffer => {
    backend.uploadToGPU(dataId);
    return backend.tensorMap.get(dataId).resource as GPUBuffer;
  };
  const groups = grouped(updates, device.limits.maxStorageBuffersPerShaderStage);
  const dispatches = groups.map((group) => ({
    pipeline: pipelineFor(device, momentumShader(momentum, group)),
    buffers: [scales, ...group.flatMap(tensorsOf)].map(buffer),
  }));
  // The stock backend records on; what it has recorded, uploads included, comes before these.
  backend.endComputePassEncoder();
  backend.ensureCommandEncoderReady();
  backend.submitQueue();
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  for (const { pipeline, buffers } of dispatches) {
    const largest = Math.max(...buffers.map(({ size }) => size / 4));
    pass.setPipeline(pipeline);
    pass.setBindGroup(
      0,
      device.createBindGroup({
        layout: pipeline.getBindGroupLayout(0),
        entries: buffers.map((resource, binding) => ({ binding, resource: { buffer: resource } })),
      }),
    );
    pass.dispatchWorkgroups(...workgroupsFor(largest, device));
  }
  pass.end();
  backend.queue.submit([encoder.finish()]);
}

/** In the order in which the shader declares them. */
function tensorsOf(update: Update): tf.TensorInfo[] {
  const { weights, velocities, gradients, nextWeights, nextVelocities } = update;
  return [weights, velocities, gradients, nextWeights, nextVelocities];
}

/** As many variables together as one program has buffers for; large ones with large ones. */
function grouped(updates: readonly Update[], mostBuffers: number): Update[][] {
  const size = ({ weights }: Update) => weights.shape.reduce((product, axis) => product * axis, 1);
  const bySize = [...updates].sort((a, b) => size(b) - size(a));
  const each = Math.max(1, Math.floor((mostBuffers - 1) / buffersOfVariable));
  return Array.from({ length: Math.ceil(bySize.length / each) }, (_, group) =>
    bySize.slice(group * each, (group + 1) * each),
  );
}

/** Along one axis a dispatch is limited; behind that, along two. */
function workgroupsFor(numbers: number, { limits }: GPUDevice): [number, number] {
  const count = Math.ceil(numbers / threads);
  const rows = Math.ceil(count / limits.maxComputeWorkgroupsPerDimension);
  return [Math.ceil(count / rows), rows];
}

const pipelines = new WeakMap<GPUDevice, Map<string, GPUComputePipeline>>();

/** Compiles a shader once for each device. */
function pipelineFor(device: GPUDevice, code: string): GPUComputePipeline {
  const known = pipelines.get(device) ?? new Map<string, GPUComputePipeline>();
  pipelines.set(device, known);
  let pipeline = known.get(code);
  if (!pipeline) {
    const module = device.createShaderModule({ code, label: momentumUpdate });
    pipeline = device.createComputePipeline({
      layout: "auto",
      compute: { module, entryPoint: "main" },
    });
    known.set(code, pipeline);
  }
  return pipeline;
}
