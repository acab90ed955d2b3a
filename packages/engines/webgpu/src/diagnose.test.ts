import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findDawn } from "./dawn.js";
import { diagnose } from "./diagnose.js";
import { type ProbeResult, probeInChild } from "./probe.js";
import { WebgpuEngine } from "./webgpu-engine.js";
import { webgpuOptionsSchema } from "./webgpu-options.js";

const options = webgpuOptionsSchema.parse({});

/** What an engine says whose probe ends like this. */
const says = (message: string, log: string, given = options) =>
  diagnose({ works: false, message, log }, given);

describe("the reasons why WebGPU cannot run", () => {
  it.each([
    {
      name: "no Vulkan loader",
      message: "",
      log: "Warning: Couldn't load Vulkan: libvulkan.so.1: cannot open shared object file\n",
      reason: /loader, libvulkan\.so\.1, is not installed/,
      remedy: /libvulkan1 .* driver/,
    },
    {
      name: "no driver",
      message: "",
      log: "Warning: vkCreateInstance: Found no drivers!\n",
      reason: /finds no driver/,
      remedy: /NVIDIA_DRIVER_CAPABILITIES .* VK_DRIVER_FILES/,
    },
    {
      name: "an adapter that Dawn does not accept",
      message: "",
      log: "\nWarning: llvmpipe lacks robustBufferAccess2\n",
      reason: /accepts none of the adapters: llvmpipe lacks robustBufferAccess2\./,
      remedy: /Update/,
    },
    {
      name: "nothing to go by",
      message: "",
      log: "",
      reason: /Dawn finds no adapter/,
      remedy: /driver/,
    },
    {
      name: "a system too old for the binary",
      message: "/lib/libc.so.6: version `GLIBC_2.34' not found",
      log: "",
      reason: /does not load here: .*GLIBC_2\.34/,
      remedy: /glibc 2\.34/,
    },
    {
      name: "a driver that computes wrongly",
      message: "twice 21 comes to 0",
      log: "",
      reason: /twice 21 comes to 0/,
      remedy: /update/,
    },
  ])("$name", ({ message, log, reason, remedy }) => {
    expect(says(message, log).reason).toMatch(reason);
    expect(says(message, log).remedy).toMatch(remedy);
  });

  it("an adapter's name that is none: lists those that there are", () => {
    const message =
      "no suitable backends found\nAvailable adapters:\n * backend: 'vulkan', name: 'NVIDIA H100'\n * backend: 'vulkan', name: 'llvmpipe'";
    const { reason, remedy } = says(message, "", { ...options, adapter: "radeon" });
    expect(reason).toBe('No adapter has "radeon" in its name; there are NVIDIA H100, llvmpipe.');
    expect(remedy).toContain("option adapter");
  });
});

describe("trying WebGPU in another process", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "multibatch-dawn-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** What comes of trying a package of this code. */
  async function tryCode(code: string): Promise<ProbeResult> {
    const dawn = join(folder, "dawn.mjs");
    writeFileSync(dawn, code);
    return probeInChild({ dawn, switches: [], powerPreference: "low-power" });
  }

  it("survives a library that kills the process", async () => {
    const crash = await tryCode(`process.kill(process.pid, "SIGSEGV"); setInterval(() => {}, 9);`);
    expect(crash).toMatchObject({ works: false, message: expect.stringMatching(/SIGSEGV/) });
  });

  it("tells what a library throws that does not load", async () => {
    const failure = await tryCode(`throw new Error("version GLIBC_2.38 not found");`);
    expect(failure).toMatchObject({ works: false, message: "version GLIBC_2.38 not found" });
  });

  it("takes an adapter that is refused for none", async () => {
    const none = await tryCode(
      `export const globals = {}; export const create = () => ({ requestAdapter: async () => null });`,
    );
    expect(none).toMatchObject({ works: false, message: "" });
  });

  it.runIf(process.platform === "linux")(
    "names the loader or the driver that is missing",
    async () => {
      const before = process.env.VK_DRIVER_FILES;
      process.env.VK_DRIVER_FILES = join(folder, "none.json");
      try {
        const surroundings = { dawn: findDawn(), probe: probeInChild };
        const availability = await new WebgpuEngine(options, surroundings).availability();
        expect(availability).toMatchObject({
          available: false,
          reason: expect.stringMatching(/^The Vulkan loader/),
        });
      } finally {
        if (before === undefined) delete process.env.VK_DRIVER_FILES;
        else process.env.VK_DRIVER_FILES = before;
      }
    },
  );

  it("needs the package", async () => {
    const engine = new WebgpuEngine(options, { dawn: undefined, probe: probeInChild });
    expect(await engine.availability()).toMatchObject({
      available: false,
      reason: expect.stringMatching(/webgpu.* is not installed/),
      remedy: expect.stringMatching(/npm install webgpu@0\.6\.2/),
    });
    await expect(engine.start()).rejects.toMatchObject({ name: "EngineError" });
  });
});
