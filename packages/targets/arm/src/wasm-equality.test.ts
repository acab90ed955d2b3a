import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { loadNetwork } from "@multibatch/core/network";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  armv7,
  buildNetworks,
  embed,
  gcc,
  isInstalled,
  relativeError,
} from "./compilers.test.support.js";
import { exportArm } from "./index.js";
import { writeModel } from "./model-folder.test.support.js";
import { tinyNetworks } from "./networks.test.support.js";

/** Networks of convolutions, maxima and fully connected layers: all of it is summed in one order. */
const sameOrder = [
  "convolutions of all strides and paddings",
  "a grey image",
  "pooled convolutions of odd sizes",
  "a fully connected layer alone",
];
const others = ["activations of all kinds", "poolings of all kinds", "a warp (affine)"];
const names = [...sameOrder, ...others];

const scratch = mkdtempSync(join(tmpdir(), "multibatch-arm-wasm-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const folders = names.map((_, i) => join(scratch, `face${i}`));
const pixels: Uint8Array[] = [];
const embeddings: Float32Array[] = [];

beforeAll(async () => {
  setWasmPaths(
    `${dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"))}/`,
  );
  for (const [i, name] of names.entries()) {
    const folder = join(scratch, `model${i}`);
    await tf.setBackend("cpu");
    const drawn = tinyNetworks[name]();
    const [, ...size] = drawn.inputs[0].shape as number[];
    pixels.push((await writeModel(folder, drawn)).pixels);
    drawn.dispose();
    await exportArm(folder, folders[i]);

    await tf.setBackend("wasm");
    const network = await loadNetwork({
      modelJson: readFileSync(join(folder, "model.json"), "utf8"),
      weights: readFileSync(join(folder, "weights.bin")),
    });
    embeddings.push(
      tf.tidy(() => {
        const images = tf.tensor(
          pixels[i],
          [pixels[i].length / size.reduce((a, b) => a * b), ...size],
          "float32",
        );
        const input = tf.add(tf.mul(images, 1 / 127.5), -1);
        // A copy: what is read lies in memory that the backend uses again.
        return Float32Array.from((network.predict(input) as tf.Tensor).dataSync());
      }),
    );
    network.dispose();
  }
}, 300_000);

for (const toolchain of [gcc, armv7]) {
  describe.skipIf(!isInstalled(toolchain))(`tfjs-wasm and ${toolchain.name}`, () => {
    let program: string;
    beforeAll(async () => {
      program = await buildNetworks(folders, toolchain, join(scratch, toolchain.name));
    }, 300_000);

    it.each(names)("agree: %s", (name) => {
      const i = names.indexOf(name);
      const actual = embed(program, i, join(folders[i], "weights.bin"), pixels[i], toolchain);
      expect(relativeError(actual, embeddings[i])).toBeLessThan(1e-5);
      if (sameOrder.includes(name)) expect(actual).toEqual(embeddings[i]);
    });
  });
}
