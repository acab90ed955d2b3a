import { Random } from "@multibatch/core";
import type { Augmenter } from "../augmentation/augmenter.js";
import { disposeImages, type HandOver, type StepImages } from "../step/step-images.js";
import type { BatchFeed, FedBatch } from "./batch-feed.js";

/** A batch of one step, varied and normalised. */
export interface AugmentedBatch {
  readonly batch: FedBatch;
  /** What the network takes; whoever takes the batch owns it. */
  readonly inputs: StepImages;
}

/** A batch that is being varied. */
interface Beginning {
  readonly batch: FedBatch;
  readonly inputs: Promise<StepImages>;
}

/** Varies and hands over the batch of the next step while the engine computes the present one. */
export class AugmentedFeed {
  private ahead: Beginning | undefined;

  /**
   * @param seed of the run
   * @param steps of the run: none is prepared behind the last
   * @param handOver is called as soon as a batch is varied
   */
  constructor(
    private readonly feed: BatchFeed,
    private readonly augmenter: Augmenter,
    private readonly seed: number,
    private readonly steps: number,
    private readonly handOver: HandOver = (pixels) => pixels,
  ) {}

  /**
   * The batch of a step; steps are asked for in order.
   *
   * @throws DataError when not one image of a batch can be read
   */
  async next(step: number): Promise<AugmentedBatch> {
    const { batch, inputs } = this.ahead ?? (await this.begin(step));
    this.ahead = step + 1 < this.steps ? await this.begin(step + 1) : undefined;
    return { batch, inputs: await inputs };
  }

  /** Disposes what nobody will ask for any more. */
  async dispose(): Promise<void> {
    const inputs = await this.ahead?.inputs.catch(() => undefined);
    this.ahead = undefined;
    disposeImages(inputs);
  }

  private async begin(step: number): Promise<Beginning> {
    const batch = await this.feed.next();
    // A generator for each step, so that a resumed run draws what an uninterrupted one would.
    const random = new Random(this.seed).fork(`augmentation of step ${step}`);
    return { batch, inputs: this.augmenter.augment(batch.pixels, random).then(this.handOver) };
  }
}
