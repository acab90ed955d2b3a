import { execFile } from "node:child_process";
import { availableParallelism, cpus, release, totalmem, type } from "node:os";
import { promisify } from "node:util";
import webgpu from "@multibatch/engine-webgpu";
import type { MeasurementOf } from "../../results/schema.js";
import { pythonOf } from "../pytorch-peer.js";
import { activeDevice, startWebgpu } from "../start-webgpu.js";

const run = promisify(execFile);

const question = `
import json, torch
card = torch.cuda.is_available()
print(json.dumps({
    "version": torch.__version__,
    "cuda": str(torch.version.cuda),
    "cudnn": str(torch.backends.cudnn.version()),
    "device": torch.cuda.get_device_name() if card else "the processor",
    "threads": str(torch.get_num_threads()),
}))`;

/** What there is. @throws Error when WebGPU does not work, with the reason and a remedy */
export async function measureMachine(): Promise<MeasurementOf<"machine">> {
  const availability = await (await webgpu().create()).availability();
  if (!availability.available) throw new Error(`${availability.reason} ${availability.remedy}`);
  const session = await startWebgpu();
  const device = activeDevice() as GPUDevice & { readonly adapterInfo: GPUAdapterInfo };
  const { vendor, architecture, device: name, description } = device.adapterInfo;
  const [processor] = cpus();
  const measurement: MeasurementOf<"machine"> = {
    kind: "machine",
    node: process.version,
    system: `${type()} ${release()} ${process.arch}`,
    processor: processor.model.trim(),
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    nvidiaSmi: await nvidiaSmi(
      "name,driver_version,memory.total,clocks.sm,clocks.max.sm,power.limit,temperature.gpu",
    ),
    adapter: { vendor, architecture, device: name, description },
    software: "onlyByName" in availability,
    limits: numbersOf(device.limits),
    features: [...device.features].sort(),
    pytorch: await pytorch(),
  };
  await session.dispose();
  return measurement;
}

/** One line of nvidia-smi with the fields asked for; null where there is none. */
export async function nvidiaSmi(fields: string): Promise<string | null> {
  try {
    const format = "--format=csv,noheader";
    const { stdout } = await run("nvidia-smi", [`--query-gpu=${fields}`, format]);
    return stdout.trim().split("\n")[0];
  } catch {
    return null;
  }
}

/** The limits are getters of a class: no key of them is the object's own. */
function numbersOf(limits: GPUSupportedLimits): Record<string, number> {
  const names = Object.keys(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(limits)));
  const values = limits as unknown as Record<string, unknown>;
  const entries = [...names, ...Object.keys(limits)].map((name) => [name, values[name]] as const);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, number] => typeof entry[1] === "number"),
  );
}

async function pytorch(): Promise<MeasurementOf<"machine">["pytorch"]> {
  try {
    const { stdout } = await run(pythonOf(), ["-c", question]);
    return JSON.parse(stdout) as Record<string, string>;
  } catch (error) {
    const lines = (error instanceof Error ? error.message : String(error)).trim().split("\n");
    return { missing: lines.at(-1) ?? "" };
  }
}
