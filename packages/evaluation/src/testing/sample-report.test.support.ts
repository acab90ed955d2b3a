import { Random } from "@multibatch/core";
import { summariseFolds } from "../judge/summarise.js";
import { calibrateThreshold } from "../metrics/calibrate-threshold.js";
import type { ReportInput } from "../report/report-schema.js";
import { trainingCurves } from "../report/training-curves.js";

/** A report over made-up numbers that look like a small training run's. */
export function sampleReport(): ReportInput {
  const random = new Random(5);
  const square = (mean: number, deviation: number) => random.normal(mean, deviation) ** 2;
  const folds = Array.from({ length: 10 }, () => {
    const same = Uint8Array.from({ length: 300 }, (_, i) => (i < 150 ? 1 : 0));
    const distances = Float64Array.from(same, (label) =>
      label ? square(1.5, 0.5) : square(3.05, 0.55),
    );
    return { distances, same };
  });
  const verification = summariseFolds({
    folds,
    dataset: "synthetic faces",
    protocol: "10 folds of pairs of 60 identities",
    statement:
      "No identity of the pairs was seen in training; within a fold no pair comes twice, and no identity is in two folds.",
    distance: { norm: "squared-l2" },
    images: 1180,
    pairsLeftOut: [{ fold: 3, first: "Ada & <co>/1.png", second: "Bob/2.png", same: false }],
    imagesFailed: [{ name: "Ada & <co>/1.png", reason: "The file is cut off. Replace it." }],
  });
  return {
    title: "Synthetic faces, small network",
    created: "2026-01-31T09:30:00.000Z",
    trainedOn: "4,800 images of 400 synthetic identities, in none of the pairs judged.",
    verification,
    threshold: calibrateThreshold(folds[0].distances, folds[0].same, "best-accuracy", {
      pairsAre: "validation pairs",
    }),
    metrics: [
      {
        name: "Accuracy at the threshold of the card",
        value: "93.10 %",
        explanation: "Chosen without these pairs.",
      },
    ],
    strips: [
      {
        title: "Hardest same pairs",
        description: "One identity, and the model puts them far apart.",
        pairs: Array.from({ length: 5 }, (_, i) => ({
          first: patch(20 * i, 60),
          second: patch(20 * i + 12, 40),
          caption: `Person ${i + 1} · distance ${(6.2 - i / 5).toFixed(2)}`,
        })),
      },
    ],
    curves: trainingCurves(sampleEvents()),
    training: [
      { name: "Engine", value: "onnx, 2 threads", explanation: "the fastest that runs here" },
      { name: "Steps", value: "1,000 (kept: 900)" },
      { name: "Speed", value: "412 images/s" },
      { name: "Duration", value: "3 min 12 s" },
      { name: "Seed", value: "1" },
    ],
    cost: {
      multiplyAdds: 4_790_000,
      floatingPointOperations: 9_580_000,
      parameters: 213_904,
      layers: [
        layer("nin/conv1", "Conv2D", [28, 28, 16], 2_508_800, 416),
        layer("nin/pool1", "MaxPooling2D", [14, 14, 16], 0, 0),
        layer("nin/embedding", "Dense", [64], 65_536, 65_600),
      ],
    },
    configuration: {
      dataset: { use: "@multibatch/dataset-synthetic-faces", identities: 400 },
      sampler: { use: "@multibatch/sampler-multibatch", identities: 64, imagesPerIdentity: 4 },
      loss: { use: "@multibatch/loss-margin", norm: "squared-l2" },
      seed: 1,
    },
    versions: { node: "v20.19.0", "@multibatch/core": "0.1.0", "@tensorflow/tfjs-core": "4.22.0" },
    commands: [
      "npm ci && npm run quickstart",
      "npx multibatch eval runs/quickstart/model --config examples/quickstart/multibatch.config.ts",
    ],
  };
}

function layer(
  name: string,
  className: string,
  outputShape: number[],
  multiplyAdds: number,
  parameters: number,
) {
  return { name, className, outputShape, multiplyAdds, parameters };
}

/** A coloured square with a disc, as a picture that needs no face. */
function patch(hue: number, lightness: number): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8" fill="hsl(${hue} 30% ${lightness}%)"/><circle cx="4" cy="4" r="2.4" fill="hsl(${hue} 45% 78%)"/></svg>`;
  return `data:image/svg+xml;base64,${btoa(svg)}`;
}

function* sampleEvents() {
  const random = new Random(9);
  for (let step = 1; step <= 1000; step++) {
    const progress = 1 - Math.exp(-step / 220);
    yield {
      type: "step",
      step,
      steps: 1000,
      epoch: Math.floor(step / 75),
      loss: 1.35 - 1.05 * progress + random.normal(0, 0.04),
      learningRate: 0.05,
      imagesPerSecond: 412,
      diagnostics: {
        activeShare: 0.95 - 0.75 * progress + random.normal(0, 0.015),
        meanSameDistance: 2 - 0.2 * progress,
        meanDifferentDistance: 2.1 + 7.2 * progress,
        threshold: 4,
      },
    } as const;
    if (step % 50 === 0) {
      const accuracy = 0.55 + 0.38 * progress + random.normal(0, 0.006);
      yield { type: "validation", step, metrics: { accuracy }, best: step <= 900 } as const;
    }
  }
}
