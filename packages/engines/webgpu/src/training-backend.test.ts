import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import webgpu from "./index.js";
import { describeOnDevice } from "./test-support/describe-on-device.js";

/** Work that is done on the device: the stock backend does small things on the processor. */
const sum = () => tf.tidy(() => tf.sum(tf.square(tf.fill([64, 64], 2))));

const device = () => (tf.backend() as unknown as { device: GPUDevice }).device;

await describeOnDevice("what goes wrong on the device", (session) => {
  it("refuses to read synchronously, and says what to do", async () => {
    const tensor = sum();
    expect(() => tensor.dataSync()).toThrow(/use await tensor\.data\(\)/);
    expect((await tensor.data())[0]).toBe(16384);
    // Now the values are here.
    expect(tensor.dataSync()[0]).toBe(16384);
    tensor.dispose();
  });

  it("does not run twice in a process", async () => {
    await expect((await webgpu().create()).start()).rejects.toThrow(/runs already/);
  });

  it("tells of a tensor that is too large for the card, when something is read", async () => {
    const rows = Math.ceil(device().limits.maxBufferSize / 4 / 1024) + 1;
    const tensor = tf.tidy(() => tf.sum(tf.fill([rows, 1024], 1)));
    await expect(tensor.data()).rejects.toThrow(/microBatch/);
    await session.restart();
  });

  it("tells that the device was lost, to a read in the making and to every later one", async () => {
    const reading = sum().data();
    device().destroy();
    await expect(reading).rejects.toThrow(/device was lost .*destroyed/);
    await expect(sum().data()).rejects.toThrow(/device was lost/);
    await session.restart();
    expect((await sum().data())[0]).toBe(16384);
  });

  it("tells a read in the making that the engine was stopped", async () => {
    const reading = sum().data();
    // Before the restart, which takes longer than the answer.
    const told = expect(reading).rejects.toThrow(/stopped while a tensor was being read/);
    await session.restart();
    await told;
  });
});
