import { EngineError } from "@multibatch/core";
import { type AdapterDescription, describeAdapter } from "./adapter.js";

/** Limits that kernels run into; a device has WebGPU's small defaults unless asked for its own. */
const wantedLimits = [
  "maxBufferSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupSizeY",
  "maxComputeWorkgroupSizeZ",
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
] as const;

/** An adapter that has been opened. */
export interface OpenDevice {
  readonly device: GPUDevice;
  readonly adapter: AdapterDescription;
  /** As WebGPU gives it. */
  readonly info: GPUAdapterInfo;
}

/**
 * Opens the adapter that Dawn gives, with all that it has of what tfjs can use.
 *
 * @throws EngineError when there is none, or when it cannot be opened
 */
export async function openDevice(
  gpu: GPU,
  powerPreference: GPUPowerPreference,
): Promise<OpenDevice> {
  const adapter = await gpu.requestAdapter({ powerPreference });
  if (!adapter) throw new EngineError("WebGPU finds no adapter any more.");
  const { info } = adapter as GPUAdapter & { info: GPUAdapterInfo };
  const requiredLimits = Object.fromEntries(
    wantedLimits.map((limit) => [limit, adapter.limits[limit]]),
  );
  const optional: GPUFeatureName[] = ["timestamp-query"];
  const device = await adapter.requestDevice({
    requiredLimits,
    requiredFeatures: optional.filter((feature) => adapter.features.has(feature)),
  });
  return { device, adapter: describeAdapter(info), info };
}
