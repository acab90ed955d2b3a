import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import type { Model } from "../contracts/model.js";
import { ConfigError } from "../errors.js";
import { buildNetwork } from "./build-network.js";

type Layer = layers.LayersModel["layers"][number];

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});

const crop = { height: 8, width: 6, channels: 3 } as const;
const model = (make: (name: string) => Layer[]): Model => ({
  contract: 1,
  connect: (input, { name }) =>
    make(name).reduce((signal, layer) => layer.apply(signal) as layers.SymbolicTensor, input),
});
const halve = model((name) => [layers.layers.maxPooling2d({ name: `${name}-pool`, poolSize: 2 })]);
const embed = model((name) => [
  layers.layers.flatten({ name: `${name}-flatten` }),
  layers.layers.dense({ name: `${name}-dense`, units: 5 }),
]);
const open: Model = {
  contract: 1,
  connect: () => layers.input({ shape: [null, 3] }),
};

describe("buildNetwork", () => {
  it("connects models in order, each under a name of its own", () => {
    const network = buildNetwork([halve, embed], crop, 1);
    expect(network.layers.map(({ name }) => name)).toEqual([
      "images",
      "model1-pool",
      "model2-flatten",
      "model2-dense",
    ]);
    expect(network.outputs[0].shape).toEqual([null, 5]);
    network.dispose();
  });

  const names = ["my-embedder", "my-halver"];
  it("names both models and the shapes where one does not fit behind the other", () => {
    const build = () => buildNetwork([embed, halve], crop, 1, names);
    expect(build).toThrow(ConfigError);
    expect(build).toThrow(
      /^model\[1\] \(my-halver\) does not fit behind model\[0\] \(my-embedder\), which delivers \[n, 5\]: .+ndim=4/,
    );
    tf.disposeVariables();
  });

  it("names the data set where the first model does not fit", () => {
    const pickyModel: Model = {
      contract: 1,
      connect: () => {
        throw new ConfigError("It takes grey images.");
      },
    };
    expect(() => buildNetwork([pickyModel, embed], crop, 1)).toThrow(
      "model[0] does not fit behind the data set, which delivers [n, 8, 6, 3]: It takes grey images.",
    );
  });

  it("refuses a size that is open, and a last model that delivers images", () => {
    expect(() => buildNetwork([open, embed], crop, 1, ["my-opener"])).toThrow(
      /^model\[0\] \(my-opener\) delivers \[n, \?, 3\] .*has to be fixed/,
    );
    expect(() => buildNetwork([halve], crop, 1, ["my-halver"])).toThrow(
      /^model \(my-halver\) is last and delivers \[n, 4, 3, 3\]; embeddings are \[n, d\]/,
    );
  });
});
