import { expect, test } from "vitest";
import { trainingCurves } from "./training-curves.js";

const step = (step: number, loss: number, diagnostics: Record<string, number> = {}) =>
  ({
    type: "step",
    step,
    steps: 0,
    epoch: 0,
    loss,
    learningRate: 0,
    imagesPerSecond: 0,
    diagnostics,
  }) as const;
const validation = (step: number, accuracy: number, best: boolean) =>
  ({ type: "validation", step, metrics: { accuracy }, best }) as const;

test("short curves are kept as they are, with the last best step", () => {
  const charts = trainingCurves([
    step(1, 3),
    step(2, 2),
    validation(2, 0.6, true),
    step(3, 1),
    validation(3, 0.9, true),
    validation(4, 0.8, false),
  ]);
  expect(charts).toEqual([
    {
      title: "Loss",
      unit: "number",
      series: [
        {
          name: "loss",
          points: [
            { step: 1, value: 3 },
            { step: 2, value: 2 },
            { step: 3, value: 1 },
          ],
        },
      ],
    },
    {
      title: "Validation accuracy",
      unit: "share",
      series: [
        {
          name: "accuracy",
          points: [
            { step: 2, value: 0.6 },
            { step: 3, value: 0.9 },
            { step: 4, value: 0.8 },
          ],
        },
      ],
      bestStep: 3,
    },
  ]);
});

test("long curves are averaged over even stretches, and their mean stays", () => {
  const steps = Array.from({ length: 4000 }, (_, i) =>
    step(i + 1, i % 2, { activeShare: 0.5, meanSameDistance: 1, meanDifferentDistance: 2 }),
  );
  const charts = trainingCurves(steps);
  expect(charts.map(({ title }) => title)).toEqual([
    "Loss",
    "Active pairs",
    "Mean distance of the pairs of a batch",
  ]);
  const { points } = charts[0].series[0];
  expect(points).toHaveLength(200);
  expect(points.at(-1)).toEqual({ step: 4000, value: 0.5 });
});

test("after a resume the later of two equal steps counts; NaN is passed over", () => {
  const [loss] = trainingCurves([step(1, 9), step(2, Number.NaN), step(1, 1)]);
  expect(loss.series[0].points).toEqual([{ step: 1, value: 1 }]);
  expect(trainingCurves([])).toEqual([]);
});
