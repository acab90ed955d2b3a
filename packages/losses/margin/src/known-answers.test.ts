import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { beforeAll, describe, expect, it } from "vitest";
import {
  allPairs,
  compute,
  expectRows,
  reference,
  squared,
  type Weights,
} from "./test-support/reference.js";

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});

describe("known answers: five unit vectors at 0°, 20°, …, 80°", () => {
  const points = [0, 20, 40, 60, 80].map((degrees) => {
    const angle = (degrees * Math.PI) / 180;
    return [Math.cos(angle), Math.sin(angle)];
  });
  const identities = [0, 0, 1, 1, 2];
  const kindPairs = (same: boolean) =>
    allPairs(5).filter(([i, j]) => (identities[i] === identities[j]) === same);

  for (const known of [
    {
      theta: 0.5,
      all: 0.809626665871,
      same: 0.620614758428,
      different: 0.856879642732,
      contrastive: 1.47749440116,
      inTheta: 0.5,
      inFirst: [-0.1347296355, 0.233358574],
    },
    {
      theta: 1,
      all: 1.094356301405,
      same: 0.120614758428,
      different: 1.337791687149,
      contrastive: 1.458406445577,
      inTheta: 0.6,
      inFirst: [-0.3, 0.4303201246],
    },
  ]) {
    const { theta } = known;

    it(`θ = ${theta}: loss and gradients over all pairs`, () => {
      const { value, gradient, thetaGradient } = compute(points, identities, theta, {
        distance: squared,
      });
      expect(value / known.all).toBeCloseTo(1, 6);
      expect(thetaGradient / known.inTheta).toBeCloseTo(1, 6);
      expectRows([gradient[0]], [known.inFirst], 1e-6);
    });

    it(`θ = ${theta}: means over same and over different pairs, listed`, () => {
      for (const kind of ["same", "different"] as const) {
        const pairs = kindPairs(kind === "same");
        const { value } = compute(points, identities, theta, { distance: squared, pairs });
        expect(value / known[kind]).toBeCloseTo(1, 6);
      }
    });

    it(`θ = ${theta}: twice the balanced loss is the contrastive loss with θ ∓ 1`, () => {
      const { value } = compute(points, identities, theta, {
        distance: squared,
        weights: "balanced",
      });
      expect((2 * value) / known.contrastive).toBeCloseTo(1, 6);
    });

    it(`θ = ${theta}: the reference of these tests says the same, in double precision`, () => {
      const by = (weights: Weights) => reference(points, identities, theta, squared, { weights });
      expect(by("uniform")).toBeCloseTo(known.all, 11);
      expect(by("same")).toBeCloseTo(known.same, 11);
      expect(by("different")).toBeCloseTo(known.different, 11);
      expect(2 * by("balanced")).toBeCloseTo(known.contrastive, 11);
    });
  }

  it("lists all pairs to the same loss and gradients as the Gram matrix", () => {
    const all = compute(points, identities, 0.5, { distance: squared });
    const listed = compute(points, identities, 0.5, { distance: squared, pairs: allPairs(5) });
    expect(listed.value).toBeCloseTo(all.value, 6);
    expect(listed.thetaGradient).toBeCloseTo(all.thetaGradient, 6);
    expectRows(listed.gradient, all.gradient, 1e-6);
  });
});
