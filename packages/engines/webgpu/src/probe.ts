import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";
import { type AdapterDescription, describeAdapter } from "./adapter.js";

/** What trying WebGPU in another process showed. */
export type ProbeResult =
  | { readonly works: true; readonly adapter: AdapterDescription }
  | {
      readonly works: false;
      /** How it ended: an error's message, or what became of the process; empty when there was no adapter. */
      readonly message: string;
      /** What Dawn and the Vulkan loader wrote while they looked. */
      readonly log: string;
    };

/** How a probe is asked. */
export interface ProbeRequest {
  /** File of the package `webgpu`. */
  readonly dawn: string;
  readonly switches: readonly string[];
  readonly powerPreference: "high-performance" | "low-power";
}

export type Probe = (request: ProbeRequest) => Promise<ProbeResult>;

/** Doubles a number on the device: a driver that answers may still not compute. */
const script = `
const [file, switches, powerPreference] = process.argv.slice(1);
const { create, globals } = await import(file);
const gpu = globalThis.dawn = create(JSON.parse(switches));
const adapter = await gpu.requestAdapter({ powerPreference });
if (adapter) {
  const device = await adapter.requestDevice();
  const { GPUBufferUsage: usage, GPUMapMode: mode } = globals;
  const values = device.createBuffer({ size: 4, usage: usage.STORAGE | usage.COPY_SRC | usage.COPY_DST });
  const read = device.createBuffer({ size: 4, usage: usage.MAP_READ | usage.COPY_DST });
  device.queue.writeBuffer(values, 0, Float32Array.of(21));
  const code = "@group(0) @binding(0) var<storage, read_write> x : array<f32>;"
    + "@compute @workgroup_size(1) fn main() { x[0] = 2.0 * x[0]; }";
  const pipeline = device.createComputePipeline({ layout: "auto", compute: { module: device.createShaderModule({ code }) } });
  const bindings = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries: [{ binding: 0, resource: { buffer: values } }] });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, bindings);
  pass.dispatchWorkgroups(1);
  pass.end();
  encoder.copyBufferToBuffer(values, 0, read, 0, 4);
  device.queue.submit([encoder.finish()]);
  await read.mapAsync(mode.READ);
  const [result] = new Float32Array(read.getMappedRange());
  read.unmap();
  if (result !== 42) throw new Error("twice 21 comes to " + result);
  const { vendor, architecture, device: name, description, isFallbackAdapter } = adapter.info;
  console.log("PROBE " + JSON.stringify({ vendor, architecture, device: name, description, isFallbackAdapter }));
} else console.log("PROBE null");
`;

/** A driver that hangs must not hang the program that asks. */
const patience = 60_000;

/**
 * Looks for an adapter and computes on it in a process of its own: drivers print, and without one,
 * or with a broken one, Dawn can end the process.
 */
export const probeInChild: Probe = ({ dawn, switches, powerPreference }) =>
  new Promise((resolve) => {
    const operands = [pathToFileURL(dawn).href, JSON.stringify(switches), powerPreference];
    const child = spawn(
      process.execPath,
      ["--input-type=module", "-e", script, "--", ...operands],
      // Without the flags of this process: under a debugger or a test runner they mean this one.
      { stdio: ["ignore", "pipe", "pipe"], timeout: patience, env: environment() },
    );
    let output = "";
    let log = "";
    child.stdout.on("data", (chunk) => {
      output += String(chunk);
    });
    child.stderr.on("data", (chunk) => {
      log += String(chunk);
    });
    child.on("error", ({ message }) => resolve({ works: false, message, log }));
    child.on("close", (code, signal) => {
      const answer = /^PROBE (.*)$/m.exec(output)?.[1];
      const adapter = answer && (JSON.parse(answer) as Partial<AdapterDescription> | null);
      // Its work was done: how it ends is another matter, and tested elsewhere.
      if (adapter) resolve({ works: true, adapter: describeAdapter(adapter) });
      else resolve({ works: false, message: answer ? "" : ending(log, code, signal), log });
    });
  });

function environment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...rest } = process.env;
  return rest;
}

/** The error that ended a process, else its signal or exit code. */
function ending(log: string, code: number | null, signal: NodeJS.Signals | null): string {
  const error = /^(?:\w*Error|\[?\w*Error\w*.*?): (.*(?:\n.+: '.*')*)/m.exec(log)?.[1];
  if (error) return error;
  if (signal) return `the process that tried it ended by ${signal}`;
  return `the process that tried it ended with code ${code}`;
}
