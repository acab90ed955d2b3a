import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { beforeAll, describe, expect, it } from "vitest";
import { pairKinds } from "./pair-kinds.js";

beforeAll(() => tf.enableProdMode());

describe("pairKinds", () => {
  it("counts the ordered pairs of P × K batches (known answers)", () => {
    for (const [P, K, count, same, different] of [
      [16, 16, 65_280, 3_840, 61_440],
      [4, 8, 992, 224, 768],
      [8, 4, 992, 96, 896],
    ]) {
      const counts = tf.tidy(() => {
        const identities = tf.tensor1d(
          Array.from({ length: P * K }, (_, i) => 100 + Math.floor(i / K)),
          "int32",
        );
        const kinds = pairKinds({ identities, pairs: "all" });
        return [
          kinds.count,
          tf.sum(kinds.same).dataSync()[0],
          tf.sum(kinds.different).dataSync()[0],
        ];
      });
      expect(counts).toEqual([count, same, different]);
    }
  });
});
