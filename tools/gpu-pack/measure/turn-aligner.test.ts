import { buildNetwork } from "@multibatch/target-node-gpu";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { networks } from "./networks.js";
import { turnAligner } from "./turn-aligner.js";

tf.enableProdMode();

test("no point that a turned aligner reads lies on a pixel", async () => {
  const { models, begin, height, width } = networks["aligner-small"];
  const network = buildNetwork(await models(), networks["aligner-small"], 1);
  begin(network);
  const warp = network.layers.find(({ name }) => name.endsWith("-warp"));
  const parameters = network.layers.find(({ name }) => name.endsWith("-parameters"));
  // A ramp along each axis: what the warp makes of them are the coordinates that it reads at.
  const read = tf.tidy(() => {
    const bias = tf.reshape(parameters!.getWeights()[1], [1, -1]);
    const columns = tf.tile(tf.reshape(tf.range(0, width), [1, 1, width, 1]), [1, height, 1, 1]);
    const rows = tf.transpose(columns, [0, 2, 1, 3]);
    return [columns, rows].map((ramp) => {
      return Array.from((warp!.apply([ramp, bias]) as tf.Tensor).dataSync());
    });
  });
  for (const coordinates of read) {
    const inside = coordinates.filter((value) => value > 0 && value < width - 1);
    expect(inside.length).toBeGreaterThan(0.8 * coordinates.length);
    const distances = inside.map((value) => Math.abs(value - Math.round(value)));
    expect(Math.min(...distances)).toBeGreaterThan(1e-5);
  }
  network.dispose();
});

test("a network without an aligner cannot be turned", async () => {
  const network = buildNetwork(await networks.small.models(), networks.small, 1);
  expect(() => turnAligner(network)).toThrow("no aligner");
  network.dispose();
});
