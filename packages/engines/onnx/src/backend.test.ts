import type { EngineSession } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { onnx, onnxBackendStatistics } from "./index.js";

let session: EngineSession;
beforeEach(async () => {
  tf.enableProdMode();
  session = await (await onnx({ threads: 1, maxSessions: 4 }).create()).start();
});
afterEach(() => session.dispose());

describe("the lazy backend", () => {
  it("computes nothing until a value is read, then everything that is held", () => {
    const a = tf.add(tf.tensor1d([1, 2]), 1);
    const b = tf.mul(a, 3);
    expect(onnxBackendStatistics().runs).toBe(0);
    expect([...b.dataSync()]).toEqual([6, 9]);
    expect(onnxBackendStatistics().runs).toBe(1);
    expect([...a.dataSync()]).toEqual([2, 3]);
    expect(onnxBackendStatistics().runs).toBe(1);
    tf.dispose([a, b]);
  });

  it("never computes what nobody holds", () => {
    const x = tf.tensor1d([1, 2, 3]);
    tf.tidy(() => {
      tf.exp(x);
    });
    expect([...x.dataSync()]).toEqual([1, 2, 3]);
    expect(onnxBackendStatistics().runs).toBe(0);
    x.dispose();
  });

  it("compiles once for all calls of one structure, whatever the scalars", () => {
    for (let i = 0; i < 5; i++) {
      const y = tf.tidy(() => tf.mul(tf.tensor1d([1, 2]), i));
      expect([...y.dataSync()]).toEqual([0, 2].map((_, k) => (k + 1) * i));
      y.dispose();
    }
    expect(onnxBackendStatistics().sessionsCompiled).toBe(1);
  });

  it("tells apart attributes that JSON cannot: infinities and −0", () => {
    const clipped = [Number.POSITIVE_INFINITY, 1].map((most) => {
      const y = tf.tidy(() => tf.clipByValue(tf.tensor1d([-2, 5]), -1, most));
      const values = [...y.dataSync()];
      y.dispose();
      return values;
    });
    expect(clipped).toEqual([
      [-1, 5],
      [-1, 1],
    ]);
  });

  it("keeps a copy of the data that it is given", () => {
    const values = Float32Array.of(1, 2, 3);
    const x = tf.tensor1d(values);
    const y = tf.add(x, 1);
    values.fill(9);
    expect([...y.dataSync()]).toEqual([2, 3, 4]);
    expect([...x.dataSync()]).toEqual([1, 2, 3]);
    tf.dispose([x, y]);
  });

  it("never uses memory again that a reader or a recorded kernel still needs", () => {
    const weights = tf.variable(tf.tensor1d([1, 2, 3, 4]));
    const seen: Float32Array[] = [];
    for (let step = 0; step < 6; step++) {
      weights.assign(tf.tidy(() => tf.add(weights, 1)));
      // A disposed leaf of the next graph must not serve as its result.
      const old = tf.clone(weights);
      weights.assign(tf.tidy(() => tf.sub(tf.mul(weights, 2), old)));
      old.dispose();
      seen.push(weights.dataSync() as Float32Array);
    }
    expect(seen.map(([first]) => first)).toEqual([2, 3, 4, 5, 6, 7]);
    weights.dispose();
  });

  it("uses the memory of tensors that come and go unread again", () => {
    const values = new Float32Array(2 ** 20);
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 200; i++) tf.dispose(tf.tensor1d(values));
    expect((process.memoryUsage().arrayBuffers - before) / values.byteLength).toBeLessThan(20);
  });

  it("names the tfjs kernel that ONNX Runtime cannot compute", () => {
    const outside = tf.gather(tf.tensor1d([1, 2, 3]), tf.tensor1d([7], "int32"));
    expect(() => outside.dataSync()).toThrow(/tfjs kernel "GatherV2"/);
    const fine = tf.add(tf.tensor1d([1]), 1);
    outside.dispose();
    expect([...fine.dataSync()]).toEqual([2]);
    fine.dispose();
  });

  it("counts the kernels that tfjs-cpu computes", () => {
    const y = tf.tidy(() => tf.mirrorPad(tf.tensor1d([1, 2, 3]), [[1, 1]], "reflect"));
    expect([...y.dataSync()]).toEqual([2, 1, 2, 3, 2]);
    expect(session.fallbacks()).toEqual({ MirrorPad: 1 });
    y.dispose();
  });

  it("warns once where every read compiles anew", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    for (let size = 1; size <= 40; size++) {
      const y = tf.tidy(() => tf.add(tf.zeros([size]), 1));
      y.dataSync();
      y.dispose();
    }
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0][0]).toMatch(/compiles a new graph/);
    expect(warn.mock.calls[0][0]).toMatch(/data of shape \d+ is now \d+/);
    warn.mockRestore();
  });

  it("holds bools as bytes, integers as int32, strings as they are", async () => {
    const bools = tf.greater(tf.tensor1d([1, 3]), tf.tensor1d([2, 2]));
    const integers = tf.cast(tf.tensor1d([1.7, -1.7]), "int32");
    expect(await bools.data()).toEqual(Uint8Array.of(0, 1));
    expect(await integers.data()).toEqual(Int32Array.of(1, -1));
    const text = tf.tensor1d(["a", "b"]);
    expect(text.dataSync()).toEqual(["a", "b"]);
    tf.dispose([bools, integers, text]);
  });

  it("tells tfjs its memory and times what is pending", async () => {
    const before = tf.memory().numTensors;
    let y: tf.Tensor | undefined;
    const runs = onnxBackendStatistics().runs;
    const { kernelMs } = await tf.time(() => {
      y = tf.tidy(() => tf.exp(tf.zeros([100])));
    });
    expect(kernelMs).toBeGreaterThan(0);
    expect(onnxBackendStatistics().runs).toBe(runs + 1);
    tf.dispose(y);
    tf.tidy(() => tf.square(tf.ones([10])).dataSync());
    expect(tf.memory().numTensors).toBe(before);
    expect(tf.memory().unreliable).toBe(true);
  });

  it("tells tfjs which kernels a function calls, each with its time", async () => {
    const profile = await tf.profile(() => tf.tidy(() => tf.sum(tf.exp(tf.ones([50, 40])))));
    expect(profile.kernels.map(({ name }) => name)).toEqual(["Exp", "Sum"]);
    const times = await Promise.all(profile.kernels.map(({ kernelTimeMs }) => kernelTimeMs));
    for (const time of times) expect(time).toBeGreaterThanOrEqual(0);
    expect(profile.newTensors).toBe(1);
    tf.dispose(profile.result as tf.Tensor);
  });

  it("runs once in a process", async () => {
    const second = await onnx().create();
    await expect(second.start()).rejects.toThrow(/running already/);
  });
});
