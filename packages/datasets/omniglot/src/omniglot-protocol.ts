import {
  drawVerificationPairs,
  type EventSink,
  type VerificationFold,
  type VerificationProtocol,
} from "@multibatch/core";
import { drawPart } from "@multibatch/images";
import type { Drawing } from "./drawings.js";
import type { OmniglotOptions } from "./omniglot-options.js";

/** What the pairs of a part are drawn from. */
export interface OmniglotPart {
  readonly part: "validation" | "test";
  readonly images: Int32Array;
  /** Identity of each image of the data set. */
  readonly identities: Int32Array;
  /** Drawing of each image of the data set. */
  readonly drawings: readonly Drawing[];
  readonly options: Pick<OmniglotOptions, "differentPairs" | "verification" | "splitSeed">;
  /** Sentences on what is trained on, which end the statement. */
  readonly training: string;
  readonly emit: EventSink;
}

/** Draws the pairs of a part, in folds of characters or in a fold for each alphabet. */
export function drawProtocol(work: OmniglotPart): VerificationProtocol | undefined {
  if (work.images.length === 0) return undefined;
  return work.options.differentPairs === "anywhere" ? drawAnywhere(work) : drawWithin(work);
}

function drawAnywhere(work: OmniglotPart): VerificationProtocol | undefined {
  const { part, images, identities, options, training, emit } = work;
  return drawPart({
    part,
    dataset: "Omniglot",
    images,
    identityOf: identities,
    options: options.verification,
    seed: options.splitSeed,
    training: `The characters of a different pair may be of two alphabets. ${training}`,
    emit,
  });
}

function drawWithin(work: OmniglotPart): VerificationProtocol {
  const { part, images, identities, drawings, options, training } = work;
  const name = `Omniglot ${part}, within alphabets`;
  const alphabets = [...new Set(Array.from(images, (image) => drawings[image].alphabet))];
  const folds = alphabets.map((alphabet): VerificationFold => {
    const own = images.filter((image) => drawings[image].alphabet === alphabet);
    const population = { images: own, identities: own.map((image) => identities[image]) };
    const { pairsPerKind } = options.verification;
    return drawVerificationPairs(population, {
      name: `${name}: ${alphabet}`,
      statement: "",
      folds: 1,
      pairsPerKind,
      seed: options.splitSeed,
    }).folds[0];
  });
  const pairs = folds.reduce((sum, fold) => sum + fold.same.length, 0);
  return {
    name,
    statement: `Judged on ${pairs} pairs, half same and half different, in ${folds.length} folds, one for each alphabet (${alphabets.join(", ")}), drawn with seed ${options.splitSeed} from ${images.length} images; both characters of a different pair are of one alphabet. ${training}`,
    folds,
  };
}
