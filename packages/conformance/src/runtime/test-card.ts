import { type Crop, cardVersion, type ModelCard } from "@multibatch/core";

/** What of a model differs from test to test. */
export interface TestCardParts {
  readonly crop: Crop;
  /** Of an embedding. */
  readonly dimensions: number;
  /** sha256 of each file. */
  readonly files: ModelCard["files"];
  readonly cost?: ModelCard["cost"];
}

/** What test networks take: −1…1. */
export const testNormalisation = { scale: 1 / 127.5, offset: -1 };

/** A card as trainers write it, of a model that was not trained. */
export function testCard({ crop, dimensions, files, cost }: TestCardParts): ModelCard {
  return {
    cardVersion,
    name: "test model",
    created: "2026-01-01T00:00:00Z",
    input: { crop, normalisation: testNormalisation },
    output: { dimensions, distance: { norm: "squared-l2" } },
    threshold: {
      value: 1.25,
      operatingPoint: "chosen by hand for tests",
      falseAcceptRate: null,
      falseRejectRate: null,
      standardError: null,
      pairs: 0,
    },
    cost: cost ?? { multiplyAdds: 0, floatingPointOperations: 0, parameters: 0 },
    data: {
      name: "none",
      licence: "none",
      trainingImages: 0,
      trainingIdentities: 0,
      unreadableImages: 0,
    },
    training: {
      steps: 0,
      bestStep: 0,
      seed: 1,
      engine: "cpu",
      threads: 1,
      seconds: 0,
      config: {},
      versions: {},
    },
    metrics: {},
    files,
  };
}
