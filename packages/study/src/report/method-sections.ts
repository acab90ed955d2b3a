import { number } from "@multibatch/evaluation/page";
import type { EstimatorMeasurements } from "../estimator/estimator-study.js";
import type { DocumentPart } from "./document.js";
import { varianceCell } from "./table-cells.js";

/** Tells how the measuring code does where the answer is known. */
export function instrumentSection({ instrument, weights }: EstimatorMeasurements): DocumentPart[] {
  return [
    {
      type: "paragraph",
      text: "Kernels of two standard normal numbers with known variances, sent through the same code: x·y is degenerate (ζ1 = 0, 1/k²), (x − y)² is not (ζ1 = 2, ζ2 = 8, 1/k).",
    },
    {
      type: "table",
      table: {
        caption: "Known and measured variances.",
        columns: [
          { heading: "kernel" },
          { heading: "estimator" },
          ...["k", "known", "measured", "p of unbiasedness"].map((heading) => ({
            heading,
            numeric: true,
          })),
        ],
        rows: instrument.map(({ kernel, estimator, k, known, measured, biasPValue }) => [
          kernel,
          estimator,
          String(k),
          number(known),
          varianceCell(measured),
          biasPValue.toFixed(3),
        ]),
      },
    },
    {
      type: "list",
      items: weights.map(
        ({ name, projection }) =>
          `${name} weights: along the directions, the gradient of a batch of ${projection.images} by sensitivities differs from backpropagation by ${(100 * projection.relativeError).toFixed(2)} % of its length; its mean squared component is ${projection.lengthRatio.toFixed(2)} times its squared length (1 but for chance).`,
      ),
    },
  ];
}

/** Tells how all was measured. @param command what makes it again */
export function methodSection(study: EstimatorMeasurements, command: string): DocumentPart[] {
  const { options, weights, engine } = study;
  return [
    {
      type: "list",
      items: [
        `The network computes as in inference, so that an embedding depends on its image alone. Its derivatives along ${options.directions} random directions of ±1 in the space of all weights come from central differences, two forward passes each (engine ${engine}); with them the gradient of any batch along the directions costs no further pass, and its mean squared component estimates its squared length without bias.`,
        "The gradient in the embeddings is the loss's own. The gradient in the loss's threshold is not part of it.",
        "k/2 pairs: with uniform weights the very batch, matched at random; with balanced weights as many pairs drawn independently of each other, half of them same.",
        ...weights.flatMap(({ name, norms }) =>
          norms.map(
            ({ norm, calibration }) =>
              `${name} weights, ${norm}: threshold ${number(calibration.threshold)}, halfway between the median same distance ${number(calibration.medianSame)} and the median different one ${number(calibration.medianDifferent)}; margin ${number(calibration.margin)}.`,
          ),
        ),
        `Seed ${options.seed}. Command: ${command}`,
      ],
    },
  ];
}
