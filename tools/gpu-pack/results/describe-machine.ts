import type { MeasurementOf } from "./schema.js";

/** What the pack ran on, in a few lines. */
export function describeMachine(machine: MeasurementOf<"machine">): string[] {
  const { adapter, limits, pytorch, nvidiaSmi } = machine;
  const gibibytes = (name: string) => `${((limits[name] ?? 0) / 2 ** 30).toFixed(2)} GiB`;
  const words = Object.values(adapter).filter(Boolean).join(", ");
  return [
    "## Machine",
    [
      `- WebGPU: ${words}${machine.software ? ". **A software driver: no figure here is a graphics card's.**" : ""}`,
      `- nvidia-smi: ${nvidiaSmi ?? "there is none"}`,
      `- Processor: ${machine.cores} × ${machine.processor}, ${machine.memoryGiB} GiB; ${machine.system}, Node ${machine.node}`,
      `- PyTorch: ${
        "missing" in pytorch
          ? `none (${pytorch.missing})`
          : Object.entries(pytorch)
              .map(([name, value]) => `${name} ${value}`)
              .join(", ")
      }`,
      `- Limits: buffers ${gibibytes("maxBufferSize")}, bindings ${gibibytes("maxStorageBufferBindingSize")}, ${limits.maxComputeInvocationsPerWorkgroup} invocations and ${limits.maxComputeWorkgroupStorageSize} bytes of a workgroup; ${machine.features.includes("timestamp-query") ? "with" : "without"} a clock for kernels`,
    ].join("\n"),
  ];
}
