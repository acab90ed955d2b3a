import { rmSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { testEngine } from "@multibatch/conformance";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type FakeInstallation,
  fakeInstallation,
  workingCode,
  write,
} from "./fake-package.test.helper.js";
import tensorflow, { type Surroundings, TensorflowEngine } from "./index.js";

// This machine's own packages, where there are any.
testEngine("tensorflow-gpu", () => tensorflow().create());

describe("a package that is absent or half-installed", () => {
  const name = "@tensorflow/tfjs-node-gpu";
  let fake: FakeInstallation;
  const prints = vi.fn();
  beforeEach(() => {
    fake = fakeInstallation(name);
    for (const method of ["log", "warn", "error"] as const) {
      vi.spyOn(console, method).mockImplementation(prints);
    }
  });
  afterEach(() => {
    vi.restoreAllMocks();
    expect(prints).not.toHaveBeenCalled();
    expect(tf.findBackendFactory("tensorflow")).toBeNull();
    fake.remove();
  });

  async function expectReason(
    reason: RegExp,
    remedy: RegExp,
    changes: Partial<Surroundings> = {},
  ): Promise<void> {
    const engine = new TensorflowEngine("gpu", { ...fake.surroundings, ...changes });
    expect(await engine.availability()).toEqual({
      available: false,
      reason: expect.stringMatching(reason),
      remedy: expect.stringMatching(remedy),
    });
    await expect(engine.start()).rejects.toMatchObject({ name: "EngineError" });
  }

  it("is not installed", async () => {
    rmSync(fake.folder, { recursive: true });
    await expectReason(/is not installed/, /npm install .*@4\.22.*Node 22.*CUDA 11\.2.*cuDNN 8\.1/);
  });

  it("has a package.json that is no JSON", async () => {
    writeFileSync(join(fake.folder, "package.json"), "{");
    await expectReason(/damaged: package\.json/, /Delete that folder/);
  });

  it("has no code", async () => {
    rmSync(join(fake.folder, "dist"), { recursive: true });
    await expectReason(/has no dist\/index\.js/, /npm install/);
  });

  it("has no native module", async () => {
    rmSync(join(fake.folder, "lib"), { recursive: true });
    await expectReason(/without its native module/, /npm rebuild .*network/);
  });

  it("has no libtensorflow", async () => {
    rmSync(join(fake.folder, "deps"), { recursive: true });
    await expectReason(/without TensorFlow's own library/, /npm rebuild .*network/);
  });

  it("has no @tensorflow/tfjs", async () => {
    rmSync(join(fake.root, "node_modules/@tensorflow/tfjs"), { recursive: true });
    await expectReason(/without its dependency @tensorflow\/tfjs\./, /npm install/);
  });

  it("has another tfjs-core", async () => {
    const core = join(fake.root, "node_modules/@tensorflow/tfjs-core");
    unlinkSync(core);
    write(join(core, "package.json"), JSON.stringify({ version: "4.10.0" }));
    await expectReason(/tfjs-core of its own \(4\.10\.0 .*another \(4\.\d+\.\d+ /, /one version/);
  });

  it("meets a Node that it does not know", async () => {
    await expectReason(/Node 23 removed, and this is Node 24\.1\.0/, /Node 20 or 22.*onnx/, {
      nodeVersion: "24.1.0",
    });
  });

  it("meets a machine that it does not exist for", async () => {
    await expectReason(/darwin on arm64/, /onnx/, { platform: "darwin", architecture: "arm64" });
  });

  it("has a native library that fails to load", async () => {
    write(
      join(fake.folder, "dist/index.js"),
      `require(require("node:path").join(__dirname, "../lib/napi-v8/tfjs_binding.node"));`,
    );
    await expectReason(/does not load: Error: .*tfjs_binding\.node/, /CUDA 11\.2.*npm install/);
  });

  it("has a native library that kills the process and prints", async () => {
    write(
      join(fake.folder, "dist/index.js"),
      `console.error("noise"); process.kill(process.pid, "SIGSEGV");`,
    );
    await expectReason(/ended by SIGSEGV/, /CUDA 11\.2/);
  });

  it("finds no GPU", async () => {
    write(join(fake.folder, "dist/index.js"), workingCode.replace("true", "false"));
    await expectReason(/finds no GPU/, /nvidia-smi.*CUDA 11\.2.*cuDNN 8\.1/);
  });

  it("is examined by something that throws", async () => {
    const probe = () => Promise.reject(new Error("no more processes"));
    await expectReason(/could not be examined: no more processes/, /npm install/, { probe });
  });
});

describe("the option device", () => {
  it("chooses the package, the GPU's by default", async () => {
    expect((await tensorflow().create()).name).toBe("tensorflow-gpu");
    expect((await tensorflow({ device: "cpu" }).create()).name).toBe("tensorflow");
  });
});

// Last: what is loaded stays loaded in this process.
describe("with a stand-in for the package", () => {
  const fake = fakeInstallation("@tensorflow/tfjs-node");
  afterAll(() => fake.remove());
  testEngine("tensorflow", async () => new TensorflowEngine("cpu", fake.surroundings));

  it("refuses the other package once one is loaded", async () => {
    const other = fakeInstallation("@tensorflow/tfjs-node-gpu");
    const engine = new TensorflowEngine("gpu", other.surroundings);
    expect(await engine.availability()).toMatchObject({
      available: false,
      reason: expect.stringMatching(/Another package/),
    });
    other.remove();
  });
});
