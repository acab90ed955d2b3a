import { testEngine } from "@multibatch/conformance";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it, vi } from "vitest";
import cpu from "./index.js";

testEngine("cpu", () => cpu().create());

it("prints nothing", async () => {
  const warn = vi.spyOn(console, "warn");
  const session = await (await cpu().create()).start();
  tf.tidy(() => tf.add(tf.ones([2]), 1).dataSync());
  await session.dispose();
  expect(warn).not.toHaveBeenCalled();
  warn.mockRestore();
});
