import { describe, expect, it } from "vitest";
import { describeDevices, deviceProblem } from "./devices.js";
import { onnx } from "./index.js";

describe("devices", () => {
  it("computes on the processor", () => {
    expect(deviceProblem("cpu")).toBeUndefined();
  });

  it("says what the package has for graphics cards", async () => {
    expect(describeDevices()).toMatch(/^cuda: .+; webgpu: .+$/);
    const availability = await (await onnx().create()).availability();
    expect(availability).toMatchObject({
      available: true,
      detail: expect.stringContaining(describeDevices()),
    });
  });

  it("refuses to start where the chosen device cannot compute, with the reason", async () => {
    const reason = deviceProblem("cuda");
    if (reason === undefined) return;
    const engine = await onnx({ device: "cuda" }).create();
    expect(await engine.availability()).toMatchObject({ available: false });
    await expect(engine.start()).rejects.toThrow(reason);
  });
});
