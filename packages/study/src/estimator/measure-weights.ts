import type { EventSink, Loss } from "@multibatch/core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { checkSignal } from "../run/interrupted.js";
import type { StudyState } from "../run/study-state.js";
import { type Calibration, calibrate } from "./calibrate.js";
import { checkProjection, type ProjectionCheck } from "./check-projection.js";
import { type MeasuredComponents, measureComponents } from "./components.js";
import { type Design, groupedDesign, independentDesign, type PairWeights } from "./designs.js";
import type { EstimatorOptions, StudyNorm } from "./estimator-options.js";
import { exactGradients } from "./exact-gradient.js";
import { LossGradients } from "./loss-gradients.js";
import type { StudyPopulation } from "./population.js";
import { measureInSegments } from "./segments.js";
import type { Sensitivities } from "./sensitivities.js";
import { measurePoints, type VariancePoint } from "./variance-points.js";
import { WeightDirections } from "./weight-directions.js";

/** Creates the loss of the study with some of its options replaced. */
export type CreateLoss = (options: Readonly<Record<string, unknown>>) => Promise<Loss>;

/** Everything measured with one norm at one set of weights. */
export interface NormMeasurements {
  readonly norm: StudyNorm;
  readonly calibration: Calibration;
  /** Squared length of the exact gradient over all pairs, by kind of pair. */
  readonly squaredLengths: { readonly same: number; readonly different: number };
  readonly components: readonly MeasuredComponents[];
  readonly points: readonly VariancePoint[];
}

/** Everything measured at one set of weights. */
export interface WeightMeasurements {
  /** `initial` or `trained`. */
  readonly name: EstimatorOptions["states"][number];
  readonly projection: ProjectionCheck;
  readonly norms: readonly NormMeasurements[];
}

/** What is measured, and where what is found is kept. */
export interface WeightWork {
  readonly name: WeightMeasurements["name"];
  readonly network: LayersModel;
  readonly normalisation: { readonly scale: number; readonly offset: number };
  readonly population: StudyPopulation;
  readonly createLoss: CreateLoss;
  readonly margin: number;
  readonly options: EstimatorOptions;
  readonly state: StudyState;
  readonly folder: string;
  readonly emit: EventSink;
  readonly signal?: AbortSignal;
}

/** The designs that a population can serve. */
export function designsFor(
  population: Pick<StudyPopulation, "identities" | "imagesEach">,
  { groups }: Pick<EstimatorOptions, "groups">,
): Design[] {
  return [independentDesign(population), ...groups.map((size) => groupedDesign(population, size))];
}

/** Measures all norms at one set of weights. */
export async function measureWeights(work: WeightWork): Promise<WeightMeasurements> {
  const { name, network, options, population, state } = work;
  const weights = await WeightDirections.of(network, options.seed);
  const sensitivities = await measureInSegments({
    ...work,
    ...options,
    weights,
    pixels: population.pixels,
  });
  const lossWith = async (norm: StudyNorm, pairWeights: PairWeights) => {
    const calibration = calibrate(sensitivities, population, { norm }, { ...options, ...work });
    const { threshold, margin } = calibration;
    return {
      calibration,
      loss: await work.createLoss({ norm, weights: pairWeights, threshold, margin }),
    };
  };
  const projection = await state.answer(`${name} projection`, async () => {
    const { loss } = await lossWith(options.norms[0], "uniform");
    return withLoss(loss, () =>
      checkProjection(network, weights, loss, population, sensitivities, work.normalisation),
    );
  });
  const norms: NormMeasurements[] = [];
  for (const norm of options.norms) {
    const { calibration, loss: uniform } = await lossWith(norm, "uniform");
    const { loss: balanced } = await lossWith(norm, "balanced");
    norms.push(
      await withLoss(uniform, () =>
        withLoss(balanced, () =>
          measureNorm(work, norm, calibration, sensitivities, { uniform, balanced }),
        ),
      ),
    );
  }
  return { name, projection, norms };
}

async function measureNorm(
  work: WeightWork,
  norm: StudyNorm,
  calibration: Calibration,
  sensitivities: Sensitivities,
  losses: Readonly<Record<PairWeights, Loss>>,
): Promise<NormMeasurements> {
  const { name, options, population, state, emit, signal } = work;
  const key = `${name} ${norm}`;
  const gradients = new LossGradients(losses.uniform, population, sensitivities);
  const found = await state.answer(`${key} exact`, async () => {
    const { same, different } = await exactGradients(gradients, population, sensitivities);
    return { same: [...same], different: [...different] };
  });
  const exact = {
    same: Float64Array.from(found.same),
    different: Float64Array.from(found.different),
  };

  const designs = designsFor(population, options);
  const components: MeasuredComponents[] = [];
  for (const { imagesPerIdentity } of designs) {
    if (imagesPerIdentity > population.imagesEach) continue;
    checkSignal(signal);
    components.push(
      await state.answer(`${key} components ${imagesPerIdentity}`, () =>
        measureComponents(gradients, population, sensitivities, exact, imagesPerIdentity, options),
      ),
    );
  }

  const phase = `variance of the gradient, ${norm}, ${name} weights`;
  const units = designs.flatMap((design) =>
    options.sizes.filter((k) => design.fits(k)).map((k) => ({ design, k })),
  );
  let done = 0;
  emit({ type: "phase-start", phase, total: units.length * options.draws, unit: "draws" });
  const points: VariancePoint[] = [];
  for (const [index, { design, k }] of units.entries()) {
    checkSignal(signal);
    done = index * options.draws;
    points.push(
      ...(await state.answer(`${key} ${design.name} ${k}`, () =>
        measurePoints(
          {
            losses,
            population,
            sensitivities,
            exact,
            settings: options,
            onDraw: () => emit({ type: "phase-progress", phase, done: ++done }),
          },
          design,
          k,
        ),
      )),
    );
  }
  emit({ type: "phase-end", phase });
  const squaredLength = (vector: Float64Array) =>
    vector.reduce((sum, x) => sum + x * x, 0) / vector.length;
  return {
    norm,
    calibration,
    squaredLengths: {
      same: squaredLength(exact.same),
      different: squaredLength(exact.different),
    },
    components,
    points,
  };
}

async function withLoss<T>(loss: Loss, use: () => Promise<T>): Promise<T> {
  loss.build();
  try {
    return await use();
  } finally {
    loss.dispose();
  }
}
