import type { Loss } from "@multibatch/core";
import type { BiasTest } from "../statistics/bias-test.js";
import type { Design, PairWeights } from "./designs.js";
import type { ExactGradients } from "./exact-gradient.js";
import { LossGradients } from "./loss-gradients.js";
import { type MeasureSettings, measureEstimators } from "./measure.js";
import type { StudyPopulation } from "./population.js";
import { projectGradient, type Sensitivities } from "./sensitivities.js";

/** The two estimators that are compared. */
export const estimators = ["all pairs", "k/2 pairs"] as const;
export type EstimatorName = (typeof estimators)[number];

/** The measured variance of one estimator at one k. */
export interface VariancePoint {
  readonly design: string;
  readonly k: number;
  readonly weights: PairWeights;
  readonly estimator: EstimatorName;
  readonly variance: number;
  readonly replicates: readonly number[];
  readonly bias: BiasTest;
}

/** What points are measured on. */
export interface PointWork {
  readonly losses: Readonly<Record<PairWeights, Loss>>;
  readonly population: StudyPopulation;
  readonly sensitivities: Sensitivities;
  readonly exact: ExactGradients;
  readonly settings: MeasureSettings;
  readonly onDraw: () => void;
}

type Cell = `${PairWeights} ${EstimatorName}`;

/**
 * Measures both estimators with both weights at one k, over the same images wherever their kind allows.
 *
 * k/2 pairs of uniform weights are the images of the very batch, matched at random: each pair of the
 * batch is as likely as any other, so that both estimators have one expectation. With balanced weights
 * that would hardly ever bring a same pair; there half of the pairs are drawn as same ones.
 */
export async function measurePoints(
  { losses, population, sensitivities, exact, settings, onDraw }: PointWork,
  design: Design,
  k: number,
): Promise<VariancePoint[]> {
  const gradients = {
    uniform: new LossGradients(losses.uniform, population, sensitivities),
    balanced: new LossGradients(losses.balanced, population, sensitivities),
  };
  const consecutive = Int32Array.from({ length: k }, (_, i) => i);
  const take = async (weights: PairWeights, positions: Int32Array, pairs: "all" | Int32Array) =>
    projectGradient(sensitivities, positions, await gradients[weights].of(positions, pairs));
  const target = (weights: PairWeights) => design.target(exact, k, weights);
  const measured = await measureEstimators<Cell>(
    `${design.name} ${k}`,
    async (random) => {
      // In random order already: neighbours are a random matching.
      const batch = design.draw(k, random);
      const halfSame = design.drawHalfSame(k / 2, random);
      return {
        "uniform all pairs": await take("uniform", batch, "all"),
        "uniform k/2 pairs": await take("uniform", batch, consecutive),
        "balanced all pairs": await take("balanced", batch, "all"),
        "balanced k/2 pairs": await take("balanced", halfSame, consecutive),
      };
    },
    {
      "uniform all pairs": target("uniform"),
      "uniform k/2 pairs": target("uniform"),
      "balanced all pairs": target("balanced"),
      "balanced k/2 pairs": target("balanced"),
    },
    settings,
    onDraw,
  );
  return (["uniform", "balanced"] as const).flatMap((weights) =>
    estimators.map((estimator) => ({
      design: design.name,
      k,
      weights,
      estimator,
      ...measured[`${weights} ${estimator}`],
    })),
  );
}
