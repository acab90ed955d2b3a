import { expect, test } from "vitest";
import { tallyKernels } from "./kernel-times.js";

test("kernels are added by name and by shape, for one step, the dearest first", () => {
  const step = [
    { kernel: "Relu", output: [2, 8], milliseconds: 1 },
    { kernel: "Conv2D", output: [2, 8], milliseconds: 4 },
    { kernel: "Conv2D", output: [2, 4], milliseconds: 3 },
  ];
  const { milliseconds, byKernel, byShape } = tallyKernels([...step, ...step], 2);
  expect(milliseconds).toBe(8);
  expect(byKernel).toEqual([
    { kernel: "Conv2D", output: [], calls: 2, milliseconds: 7, share: 7 / 8 },
    { kernel: "Relu", output: [], calls: 1, milliseconds: 1, share: 1 / 8 },
  ]);
  expect(byShape.map(({ kernel, output, calls }) => [kernel, output, calls])).toEqual([
    ["Conv2D", [2, 8], 1],
    ["Conv2D", [2, 4], 1],
    ["Relu", [2, 8], 1],
  ]);
});

test("nothing timed is nothing spent", () => {
  expect(tallyKernels([], 3)).toEqual({ milliseconds: 0, byKernel: [], byShape: [] });
});
