import {
  type EngineSession,
  type EventSink,
  type ImageFailure,
  type Json,
  type Pipeline,
  Random,
  type VerificationProtocol,
} from "@multibatch/core";
import { buildNetwork, modelContexts } from "@multibatch/core/network";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { Augmenter } from "../augmentation/augmenter.js";
import { trainingRules } from "../network/training-rules.js";
import {
  type NamedVariables,
  restoreSnapshot,
  type Snapshot,
  takeSnapshot,
  weightsOf,
} from "../network/weights.js";
import type { NodeGpuOptions } from "../node-gpu-options.js";
import { learningRateShare } from "../optimiser/schedule.js";
import { HealthCheck } from "../step/health.js";
import { handOverTo } from "../step/step-images.js";
import { TrainingStep } from "../step/training-step.js";
import { AugmentedFeed } from "./augmented-feed.js";
import { BatchFeed, type FedBatch } from "./batch-feed.js";
import { checkResume } from "./check-resume.js";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "./checkpoint.js";
import { judgeNetwork } from "./judge-network.js";
import { prepareModels } from "./prepare-models.js";
import type { RunFolder } from "./run-folder.js";
import { RunLog } from "./run-log.js";
import { trainingPopulation } from "./training-population.js";
import { warn } from "./warn.js";

/** What a run is opened with. */
export interface RunSetup {
  readonly pipeline: Pipeline;
  readonly options: NodeGpuOptions;
  readonly folder: RunFolder;
  readonly emit: EventSink;
  readonly resume: boolean;
  readonly signal?: AbortSignal;
  /** Of the engine's session. */
  readonly adopt?: EngineSession["adopt"];
}

/** Best validation so far. */
export interface BestSoFar {
  readonly step: number;
  readonly accuracy: number;
}

/** A run on a started engine: the loop over steps, and everything that it keeps. */
export class TrainingRun {
  /** Steps done. */
  step = 0;
  /** Seconds of training, over all sessions of the run. */
  seconds = 0;
  best: BestSoFar | null = null;
  bestWeights: Snapshot = new Map();

  private readonly health = new HealthCheck();
  private readonly log: RunLog;
  private readonly augmenter: Augmenter;
  private readonly augmented: AugmentedFeed;

  private constructor(
    readonly setup: RunSetup,
    readonly network: LayersModel,
    private readonly trainingStep: TrainingStep,
    private readonly feed: BatchFeed,
    private samplerState: FedBatch["samplerState"],
  ) {
    const { pipeline, options } = setup;
    this.log = new RunLog(setup.folder, setup.emit);
    this.augmenter = new Augmenter(pipeline.dataset.crop, options.augmentation);
    const { height, width, channels } = pipeline.dataset.crop;
    const shape = [height, width, channels] as const;
    const handOver = handOverTo(setup.adopt, shape, options.microBatch);
    const { seed } = pipeline;
    this.augmented = new AugmentedFeed(feed, this.augmenter, seed, options.steps, handOver);
  }

  /**
   * Builds the network on the active engine. A resume restores the last checkpoint; a new run leaves its
   * first one, of step 0, with what the models have prepared.
   */
  static async open(setup: RunSetup): Promise<TrainingRun> {
    const { pipeline, options, folder, emit } = setup;
    const checkpoint = setup.resume ? await readCheckpoint(folder.checkpoint) : undefined;
    if (checkpoint) checkResume(checkpoint.state, { record: pipeline.record, options, emit });

    const population = trainingPopulation(pipeline.dataset);
    const stream = checkpoint
      ? pipeline.sampler.resume(population, checkpoint.state.sampler)
      : pipeline.sampler.start(population, new Random(pipeline.seed).fork("sampler").word());
    const samplerState = stream.state();
    const onFailure = (failure: ImageFailure) => emit({ type: "image-failed", failure });
    const feed = new BatchFeed(pipeline.dataset, stream, onFailure);

    const { models, modelNames, dataset, seed } = pipeline;
    const network = buildNetwork(models, dataset.crop, seed, modelNames);
    pipeline.loss.build();
    const contexts = modelContexts(models.length, seed);
    const trainingStep = new TrainingStep(
      network,
      pipeline.loss,
      { ...options.optimiser, microBatch: options.microBatch, averaging: options.averaging },
      trainingRules(network, models, contexts),
    );
    const run = new TrainingRun(setup, network, trainingStep, feed, samplerState);
    try {
      if (checkpoint) await run.restore(checkpoint);
      else {
        await prepareModels(network, pipeline, emit, setup.signal);
        // An engine that fails before the first `checkpointEvery` takes the weights with it.
        await run.save();
      }
      return run;
    } catch (error) {
      await run.dispose();
      throw error;
    }
  }

  /** How many images could not be read so far. */
  get unreadableImages(): number {
    return this.feed.failures;
  }

  /** All that a model is made of: the network's weights and the loss's variables. */
  variables(): NamedVariables {
    const ofLoss = Object.entries(this.setup.pipeline.loss.variables());
    return new Map([
      ...weightsOf(this.network, "all"),
      ...ofLoss.map(([name, variable]) => [`loss/${name}`, variable] as const),
    ]);
  }

  /**
   * Trains until the last step, or until the signal; ends with a checkpoint in either case.
   *
   * @returns whether it was interrupted
   * @throws TrainingError when the loss becomes NaN or the embeddings collapse
   */
  async trainToTheEnd(signal?: AbortSignal): Promise<boolean> {
    const { options, emit } = this.setup;
    emit({ type: "phase-start", phase: "training", total: options.steps, unit: "steps" });
    while (this.step < options.steps && !signal?.aborted) {
      await this.takeStep();
      const last = this.step === options.steps;
      if (last || this.step % options.validation.every === 0) await this.validate();
      if (!last && this.step % options.checkpointEvery === 0) await this.save();
      // Signals and finished reads are seen only when the event loop turns.
      await new Promise((resolve) => setImmediate(resolve));
    }
    emit({ type: "phase-end", phase: "training" });
    await this.save();
    return this.step < options.steps;
  }

  /**
   * Sets the network to the best weights that a validation has seen; where there was none, to the
   * averages of the weights, if they are kept.
   */
  restoreBest(): void {
    if (this.bestWeights.size > 0) restoreSnapshot(this.variables(), this.bestWeights);
    else if (this.step > 0) this.trainingStep.averages?.swap();
  }

  async dispose(): Promise<void> {
    await this.augmented.dispose();
    await this.augmenter.dispose();
    this.log.close();
    this.trainingStep.dispose();
    this.network.dispose();
    this.setup.pipeline.loss.dispose();
  }

  private async takeStep(): Promise<void> {
    const { pipeline, options, emit } = this.setup;
    const started = performance.now();
    const { batch, inputs } = await this.augmented.next(this.step);
    // Of the step alone, so that a resumed run draws what an uninterrupted one would.
    const seed = new Random(pipeline.seed).fork(`dropout of step ${this.step}`).word();
    const learningRate =
      options.optimiser.learningRate *
      learningRateShare(this.step, options.steps, options.schedule);
    const input = { ...batch, images: inputs, learningRate, step: this.step, seed };
    const result = await this.trainingStep.run(input);
    this.step++;
    this.samplerState = batch.samplerState;
    const seconds = (performance.now() - started) / 1000;
    this.seconds += seconds;
    this.health.check(this.step, result);
    const event = {
      type: "step",
      step: this.step,
      steps: options.steps,
      epoch: batch.epoch,
      loss: result.loss,
      learningRate,
      imagesPerSecond: batch.images.length / seconds,
      diagnostics: result.diagnostics,
    } as const;
    emit(event);
    if (this.step % options.logEvery === 0 || this.step === 1) {
      const { loss, imagesPerSecond, diagnostics } = event;
      const numbers = { loss, learningRate, imagesPerSecond, ...diagnostics };
      await this.log.add(event, numbers, "training/");
    }
  }

  /** Judges the averages of the weights where they are kept, else the weights. */
  private async validate(): Promise<void> {
    const protocol = this.setup.pipeline.dataset.protocols.validation;
    if (!protocol) return;
    const { averages } = this.trainingStep;
    averages?.swap();
    try {
      await this.judge(protocol);
    } finally {
      averages?.swap();
    }
  }

  private async judge(protocol: VerificationProtocol): Promise<void> {
    const { pipeline, options } = this.setup;
    const { result } = await judgeNetwork(this.network, pipeline, protocol, options);
    const { accuracy, standardError } = result;
    const best = this.best === null || accuracy > this.best.accuracy;
    if (best) {
      this.best = { step: this.step, accuracy };
      this.bestWeights = await takeSnapshot(this.variables());
    }
    const metrics = { accuracy, standardError, areaUnderCurve: result.areaUnderCurve.value };
    const event = { type: "validation", step: this.step, metrics, best } as const;
    this.setup.emit(event);
    await this.log.add(event, metrics, "validation/");
  }

  private async save(): Promise<void> {
    const { folder, pipeline, options, emit } = this.setup;
    const checkpoint: Checkpoint = {
      state: {
        version: 1,
        step: this.step,
        seconds: this.seconds,
        sampler: this.samplerState,
        best: this.best,
        record: pipeline.record,
        options: JSON.parse(JSON.stringify(options)) as Json,
      },
      weights: await takeSnapshot(this.variables()),
      velocities: await takeSnapshot(this.trainingStep.optimiser.state()),
      averages: await takeSnapshot(this.trainingStep.averages?.state() ?? new Map()),
      best: this.bestWeights,
    };
    try {
      await writeCheckpoint(folder.checkpoint, checkpoint);
      emit({ type: "checkpoint", step: this.step, path: folder.checkpoint });
    } catch (error) {
      const what =
        "The checkpoint could not be written, training goes on; what was saved before is whole";
      warn(emit, what, error);
    }
  }

  private async restore(checkpoint: Checkpoint): Promise<void> {
    this.step = checkpoint.state.step;
    this.seconds = checkpoint.state.seconds;
    this.best = checkpoint.state.best;
    this.bestWeights = checkpoint.best;
    restoreSnapshot(this.variables(), checkpoint.weights);
    restoreSnapshot(this.trainingStep.optimiser.state(), checkpoint.velocities);
    restoreSnapshot(this.trainingStep.averages?.state() ?? new Map(), checkpoint.averages);
    await this.log.rewindTo(this.step);
  }
}
