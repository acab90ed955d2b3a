import type { Random } from "@multibatch/core";
import { disjointPairsVariance, pairEstimatorVariance } from "@multibatch/evaluation";
import { type Estimate, estimateOf } from "../statistics/interval.js";
import { type MeasureSettings, measureEstimators } from "./measure.js";

/** A kernel of two standard normal numbers whose variances are known in closed form. */
interface KnownKernel {
  readonly name: string;
  readonly kernel: (x: number, y: number) => number;
  readonly mean: number;
  readonly zeta1: number;
  readonly zeta2: number;
}

/** One that is degenerate (1/k²) and one that is not (1/k). */
const kernels: readonly KnownKernel[] = [
  { name: "x·y", kernel: (x, y) => x * y, mean: 0, zeta1: 0, zeta2: 1 },
  // E[(x−y)² | x] = x² + 1 has the variance 2; (x−y)² is 2χ² with the variance 8.
  { name: "(x−y)²", kernel: (x, y) => (x - y) ** 2, mean: 2, zeta1: 2, zeta2: 8 },
];

/** A measured variance beside the one that is known. */
export interface InstrumentCheck {
  readonly kernel: string;
  readonly k: number;
  readonly estimator: "all pairs" | "k/2 pairs";
  readonly known: number;
  readonly measured: Estimate;
  readonly biasPValue: number;
}

/** Sends kernels with known answers through the very code that measures gradients. */
export async function checkInstrument(
  sizes: readonly number[],
  settings: MeasureSettings,
): Promise<InstrumentCheck[]> {
  const checks: InstrumentCheck[] = [];
  for (const { name, kernel, mean, zeta1, zeta2 } of kernels) {
    for (const k of sizes) {
      const target = Float64Array.of(mean);
      const { all, disjoint } = await measureEstimators(
        `kernel ${name} ${k}`,
        (random) => bothEstimators(kernel, k, random),
        { all: target, disjoint: target },
        settings,
      );
      const known = { k, zeta1, zeta2 };
      checks.push(
        checkOf(name, k, "all pairs", pairEstimatorVariance(known), all),
        checkOf(name, k, "k/2 pairs", disjointPairsVariance(known), disjoint),
      );
    }
  }
  return checks;
}

function bothEstimators(kernel: KnownKernel["kernel"], k: number, random: Random) {
  const images = Array.from({ length: k }, () => random.normal());
  let all = 0;
  for (let i = 0; i < k; i++) for (let j = 0; j < i; j++) all += kernel(images[i], images[j]);
  let disjoint = 0;
  for (let i = 0; i < k; i += 2) disjoint += kernel(images[i], images[i + 1]);
  return {
    all: Float64Array.of(all / ((k * (k - 1)) / 2)),
    disjoint: Float64Array.of(disjoint / (k / 2)),
  };
}

function checkOf(
  kernel: string,
  k: number,
  estimator: InstrumentCheck["estimator"],
  known: number,
  { variance, replicates, bias }: Awaited<ReturnType<typeof measureEstimators>>[string],
): InstrumentCheck {
  return {
    kernel,
    k,
    estimator,
    known,
    measured: estimateOf(variance, replicates),
    biasPValue: bias.pValue,
  };
}
