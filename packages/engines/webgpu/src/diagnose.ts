import type { Availability } from "@multibatch/core";
import type { ProbeResult } from "./probe.js";
import type { WebgpuOptions } from "./webgpu-options.js";

type Unavailable = Extract<Availability, { available: false }>;
type Failure = Extract<ProbeResult, { works: false }>;

/** A driver, in the words of who has to install it. */
const drivers =
  "the Vulkan driver of your graphics card (NVIDIA's own driver; mesa-vulkan-drivers for AMD and Intel)";

const packageMissing: Unavailable = {
  available: false,
  reason: "The package webgpu, which brings Dawn to Node, is not installed.",
  remedy: "Run npm install webgpu@0.6.2. It brings its binaries with it and needs no build tools.",
};

/** Why WebGPU does not work here, and what would help. */
export function diagnose(failure: Failure | "no package", options: WebgpuOptions): Unavailable {
  if (failure === "no package") return packageMissing;
  return (
    causes(failure, options).find(({ applies }) => applies)?.answer ?? {
      available: false,
      reason: `WebGPU does not work here: ${failure.message || firstLine(failure.log) || "Dawn finds no adapter"}.`,
      remedy: `Install or update ${drivers}, or choose another engine.`,
    }
  );
}

interface Cause {
  readonly applies: boolean;
  readonly answer: Unavailable;
}

/** The known causes, the most telling first. */
function causes({ message, log }: Failure, { adapter }: WebgpuOptions): Cause[] {
  const because = (applies: boolean, reason: string, remedy: string): Cause => ({
    applies,
    answer: { available: false, reason, remedy },
  });
  const names = [...message.matchAll(/name: '(.*)'/g)].map(([, name]) => name);
  return [
    because(
      message.includes("no suitable backends found"),
      `No adapter has "${adapter}" in its name; there ${names.length === 1 ? "is" : "are"} ${names.join(", ") || "none"}.`,
      "Write a part of one of these names into the option adapter, or leave it out.",
    ),
    because(
      /could not be loaded|ERR_DLOPEN_FAILED|cannot open shared object.*dawn|GLIBC/.test(message),
      `Dawn does not load here: ${message}.`,
      "Run npm install webgpu@0.6.2 again on this machine; on Linux it needs glibc 2.34 or newer on x64 or arm64.",
    ),
    because(
      /Couldn't load Vulkan/.test(log),
      "The Vulkan loader, libvulkan.so.1, is not installed.",
      `Install it (libvulkan1 on Debian and Ubuntu, vulkan-loader on Fedora) and ${drivers}.`,
    ),
    because(
      /Found no drivers|INCOMPATIBLE_DRIVER/.test(log),
      "The Vulkan loader finds no driver for a graphics card.",
      `Install ${drivers}. In a container of NVIDIA's, set NVIDIA_DRIVER_CAPABILITIES to all. If VK_DRIVER_FILES is set, check that the file is there.`,
    ),
    because(
      message === "" && log.trim() !== "",
      `Dawn accepts none of the adapters: ${firstLine(log)}.`,
      `Update ${drivers}.`,
    ),
  ];
}

function firstLine(log: string): string {
  const line = log.split("\n").find((candidate) => candidate.trim() !== "") ?? "";
  return line.replace(/^Warning: /, "").trim();
}
