/**
 * Tells a wrong gradient from roundings that grow, where an aligner is trained:
 *
 *     npx jiti tools/webgpu/compare-aligner.ts [--start turned] [--rate 0.001] [--steps 10]
 *
 * A network with an aligner takes the same steps on tfjs-cpu, on WebGPU, and once more on tfjs-cpu with
 * its first weights changed by about a rounding. For each step it prints
 *
 * - how the losses of the second and of the third differ from those of the first, as shares of its first,
 * - at the weights of the first, how the gradients of WebGPU and those at weights that are changed by about
 *   a rounding differ from its own, as shares of their length, of aligner and embedder,
 * - how many coordinates of the points that are sampled fall on other sides of a pixel on WebGPU.
 *
 * Without a graphics card, put `npx jiti tools/software-vulkan/run.ts --` before it.
 */
import { parseArgs } from "node:util";
import { type Engine, Random } from "@multibatch/core";
import cpu from "@multibatch/engine-cpu";
import webgpu from "@multibatch/engine-webgpu";
import { networks } from "../gpu-pack/measure/networks.js";
import { createRandomTraining, type RandomTraining } from "../random-training.js";
import {
  differenceOf,
  type Gradients,
  gradientsOf,
  pixelsBefore,
  readWeights,
  setWeights,
  type Weights,
} from "./gradients.js";

const { values: flags } = parseArgs({
  options: {
    start: { type: "string", default: "turned" },
    rate: { type: "string", default: "0.001" },
    steps: { type: "string", default: "10" },
  },
});
const image = networks["aligner-small"];

async function createTraining(): Promise<RandomTraining> {
  const { models, begin } = image;
  return createRandomTraining({
    models: await models(),
    image,
    batch: 16,
    learningRate: Number(flags.rate),
    begin: flags.start === "turned" ? begin : undefined,
  });
}

/** Each weight times 1 + 1e-7·z, z standard normal: a rounding is 0.6e-7 at most. */
function rounded(weights: Weights): Weights {
  const random = new Random(2);
  return weights.map((values) => values.map((value) => value * (1 + 1e-7 * random.normal())));
}

/** Losses of the steps, and the weights before each. */
interface Course {
  readonly losses: number[];
  readonly weights: Weights[];
}

async function train(
  change: (weights: Weights) => Weights = (weights) => weights,
): Promise<Course> {
  const training = await createTraining();
  setWeights(training, change(await readWeights(training)));
  const course: Course = { losses: [], weights: [] };
  for (let step = 0; step < Number(flags.steps); step++) {
    course.weights.push(await readWeights(training));
    course.losses.push(await training.train());
  }
  training.dispose();
  return course;
}

async function gradientsAt(points: readonly Weights[]): Promise<Gradients[]> {
  const training = await createTraining();
  const gradients: Gradients[] = [];
  for (const weights of points) {
    setWeights(training, weights);
    gradients.push(await gradientsOf(training));
  }
  training.dispose();
  return gradients;
}

async function on<T>(engine: Engine, run: () => Promise<T>): Promise<T> {
  const session = await engine.start();
  try {
    return await run();
  } finally {
    await session.dispose();
  }
}

const reference = await on(await cpu().create(), async () => {
  const course = await train();
  return {
    ...course,
    gradients: await gradientsAt(course.weights),
    again: await train(rounded),
    gradientsAgain: await gradientsAt(course.weights.map(rounded)),
  };
});
const other = await on(await webgpu().create(), async () => ({
  ...(await train()),
  gradients: await gradientsAt(reference.weights),
}));

const short = (value: number) => value.toExponential(1);
for (const [step, gradients] of reference.gradients.entries()) {
  const loss = reference.losses[step];
  const ofLoss = (losses: readonly number[]) => {
    return short(Math.abs(losses[step] - loss) / reference.losses[0]);
  };
  const ofGradient = ({ aligner, embedder }: Gradients) =>
    `${short(differenceOf(aligner, gradients.aligner))} and ${short(differenceOf(embedder, gradients.embedder))}`;
  const before = pixelsBefore(gradients.parameters, image.width);
  const sides = pixelsBefore(other.gradients[step].parameters, image.width);
  const crossed = sides.filter((pixel, index) => pixel !== before[index]).length;
  console.log(
    [
      `step ${step + 1}: loss ${loss.toFixed(5)}`,
      `losses differ by ${ofLoss(other.losses)}, rounded ${ofLoss(reference.again.losses)}`,
      `gradients by ${ofGradient(other.gradients[step])}, rounded ${ofGradient(reference.gradientsAgain[step])}`,
      `${crossed} of ${before.length} coordinates crossed`,
    ].join("; "),
  );
}
