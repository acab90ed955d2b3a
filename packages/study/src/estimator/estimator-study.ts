import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type Dataset,
  type Engine,
  type EventSink,
  type Json,
  type Model,
  modelCardSchema,
  parseOptions,
} from "@multibatch/core";
import { buildNetwork, loadNetwork, normalisation } from "@multibatch/core/network";
import { parseJson } from "@multibatch/core/node";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { checkSignal } from "../run/interrupted.js";
import { StudyState } from "../run/study-state.js";
import type { EstimatorOptions } from "./estimator-options.js";
import { checkInstrument, type InstrumentCheck } from "./kernels.js";
import {
  type CreateLoss,
  designsFor,
  measureWeights,
  type WeightMeasurements,
} from "./measure-weights.js";
import { readPopulation } from "./population.js";

/** What the variance of the gradient is studied on. */
export interface EstimatorStudy {
  readonly dataset: Dataset;
  readonly models: readonly Model[];
  /** Seed of the initial weights. */
  readonly networkSeed: number;
  /** Creates the loss that is studied, with `norm`, `weights`, `threshold` and `margin` replaced. */
  readonly createLoss: CreateLoss;
  /** Margin of the loss, where the distances leave room for it. */
  readonly margin: number;
  /** Folder of the trained model; called before the engine starts, where it is studied and not yet known. */
  readonly trainedModel: () => Promise<string>;
  readonly engine: Engine;
  readonly threads?: number;
  /** Configuration that all this comes from. */
  readonly record: Json;
  /** Folder that everything is kept in. */
  readonly output: string;
  readonly options: EstimatorOptions;
  readonly emit: EventSink;
  readonly signal?: AbortSignal;
}

/** Everything that the study measured. */
export interface EstimatorMeasurements {
  readonly options: EstimatorOptions;
  readonly record: Json;
  readonly dataset: string;
  readonly identities: number;
  readonly imagesEach: number;
  readonly engine: string;
  readonly designs: readonly { readonly name: string; readonly label: string }[];
  readonly instrument: readonly InstrumentCheck[];
  readonly weights: readonly WeightMeasurements[];
}

/**
 * Measures the variance of the gradient over all pairs and over k/2 pairs, at fixed weights, with its
 * components. All that is found is kept in `output`, and an interrupted study goes on from there.
 *
 * @throws StudyInterrupted when the signal is aborted
 */
export async function studyEstimator(study: EstimatorStudy): Promise<EstimatorMeasurements> {
  const { options, output, emit, signal } = study;
  const state = await StudyState.open(join(output, "state.json"), {
    options: options as Json,
    record: study.record,
  });
  const instrument = await state.answer("instrument", () =>
    checkInstrument([16, 64, 256], {
      // Numbers cost next to nothing: many more draws than of gradients (our choice).
      draws: Math.round(12.5 * options.draws),
      replicates: options.replicates,
      seed: options.seed,
    }),
  );
  const trained = options.states.includes("trained")
    ? await state.answer("trained model", study.trainedModel)
    : undefined;
  checkSignal(signal);
  const session = await study.engine.start({ threads: study.threads });
  emit({
    type: "engine",
    engine: study.engine.name,
    reason: "for the study itself",
    threads: session.threads,
  });
  try {
    const population = await readPopulation(study.dataset, options, {
      seed: options.seed,
      emit,
    });
    const weights: WeightMeasurements[] = [];
    for (const name of options.states) {
      const loaded =
        name === "trained" && trained !== undefined
          ? await readModel(trained)
          : {
              network: buildNetwork(study.models, study.dataset.crop, study.networkSeed),
              normalisation,
            };
      try {
        weights.push(
          await measureWeights({
            ...study,
            ...loaded,
            name,
            population,
            state,
            folder: join(output, "work"),
          }),
        );
      } finally {
        loaded.network.dispose();
      }
    }
    return {
      options,
      record: study.record,
      dataset: study.dataset.name,
      identities: population.identities,
      imagesEach: population.imagesEach,
      engine: study.engine.name,
      designs: designsFor(population, options).map(({ name, label }) => ({ name, label })),
      instrument,
      weights,
    };
  } finally {
    await session.dispose();
  }
}

/** Loads a model folder: its network, and what the network wants to see of a pixel. */
async function readModel(
  folder: string,
): Promise<{ network: LayersModel; normalisation: { scale: number; offset: number } }> {
  const file = join(folder, "card.json");
  const card = parseOptions(modelCardSchema, parseJson(await readFile(file, "utf8"), file), {
    owner: file,
  });
  const network = await loadNetwork({
    modelJson: await readFile(join(folder, "model.json"), "utf8"),
    weights: await readFile(join(folder, "weights.bin")),
  });
  return { network, normalisation: card.input.normalisation };
}
