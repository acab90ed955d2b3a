import {
  DataError,
  type Dataset,
  type Embedder,
  type EventSink,
  type ModelCard,
  MultibatchError,
} from "@multibatch/core";
import {
  embedProtocol,
  embedWithMirror,
  type GroupBreakdown,
  mirrorStatement,
  summariseFolds,
  type VerificationResult,
} from "@multibatch/evaluation";
import { type AtCardThreshold, judgeAtCardThreshold } from "./at-card-threshold.js";
import { checkCrop } from "./check-crop.js";
import { type JudgedPair, judgedPairs } from "./choose-pairs.js";
import { type ChosenProtocol, chooseProtocol } from "./choose-protocol.js";
import { judgeGroups } from "./judge-groups.js";
import type { ImageGroups } from "./read-groups.js";

/** What is judged. */
export interface EvaluationWork {
  readonly embedder: Embedder;
  readonly dataset: Dataset;
  /** Leave out pairs with an unreadable image, and say so, instead of refusing. */
  readonly allowMissing: boolean;
  /** Take the mean of the embeddings of image and mirror image, and say so. */
  readonly mirror?: boolean;
  /** Groups to break the verdicts down by. */
  readonly groups?: ImageGroups;
  readonly emit: EventSink;
  /** Called before the work begins. */
  readonly onProtocol?: (chosen: ChosenProtocol) => void;
}

/** The content of `evaluation.json`. */
export interface Evaluation extends VerificationResult {
  /** Part of the data set that was judged; a `validation` part steered the training. */
  readonly part: ChosenProtocol["part"];
  readonly model: Pick<ModelCard, "name" | "created">;
  readonly atCardThreshold: AtCardThreshold;
  /** By attribute; empty where no groups were given. */
  readonly groups: readonly GroupBreakdown[];
}

/**
 * Judges a model on a data set's pairs.
 *
 * @returns the evaluation, and every judged pair with its distance
 * @throws ConfigError when the images are not of the model's size; DataError when there are no pairs
 */
export async function evaluate(
  work: EvaluationWork,
): Promise<{ evaluation: Evaluation; pairs: readonly JudgedPair[] }> {
  const { embedder, dataset, emit } = work;
  const { card } = embedder;
  checkCrop(dataset.crop, card);
  const chosen = chooseProtocol(dataset);
  work.onProtocol?.(chosen);

  const embed = (pixels: Uint8Array) => embedder.embed(pixels);
  const unreadable = new Set<number>();
  const judged = await embedProtocol({
    protocol: work.mirror
      ? { ...chosen.protocol, statement: `${chosen.protocol.statement} ${mirrorStatement}` }
      : chosen.protocol,
    dataset,
    embed: work.mirror ? embedWithMirror(embed, dataset.crop) : embed,
    dimensions: card.output.dimensions,
    distance: embedder.distance,
    allowMissing: work.allowMissing,
    emit: (event) => {
      if (event.type === "image-failed") unreadable.add(event.failure.image);
      emit(event);
    },
  }).catch((error: unknown) => {
    if (unreadable.size === 0 || work.allowMissing || !MultibatchError.is(error)) throw error;
    throw new DataError(`${error.message}\nTo leave these pairs out, add --allow-missing.`, {
      cause: error,
    });
  });
  const pairs = judgedPairs(chosen.protocol, judged.folds, unreadable);
  const result = summariseFolds(judged);
  const thresholds = result.folds.map(({ threshold }) => threshold);
  return {
    evaluation: {
      ...result,
      part: chosen.part,
      model: { name: card.name, created: card.created },
      atCardThreshold: judgeAtCardThreshold(pairs, card.threshold.value),
      groups: judgeGroups(pairs, thresholds, work.groups ?? new Map()),
    },
    pairs,
  };
}
