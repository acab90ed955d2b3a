import { drawVerificationPairs, type EventSink, type VerificationProtocol } from "@multibatch/core";
import type { VerificationOptions } from "./image-options.js";

/** The part of a data set that pairs are drawn from. */
export interface PartDrawing {
  /** `validation` or `test`; it is in the protocol's name, and so decides which pairs are drawn. */
  readonly part: "validation" | "test";
  /** Short name of the data set. */
  readonly dataset: string;
  /** The images of the part. */
  readonly images: Int32Array;
  /** Identity of each image of the data set. */
  readonly identityOf: Int32Array;
  readonly options: VerificationOptions;
  readonly seed: number;
  /** A sentence on what is trained on, which ends the statement. */
  readonly training: string;
  readonly emit: EventSink;
}

/**
 * Draws the protocol of a held-out part. A fold needs two identities, one of them with two images: a
 * part that is too small for all folds gets fewer, and one that is too small for two folds gets no
 * protocol; a notice says so. An empty part gets none without a word.
 */
export function drawPart(drawing: PartDrawing): VerificationProtocol | undefined {
  const { part, dataset, images, identityOf, options, seed, emit } = drawing;
  if (images.length === 0) return undefined;
  const identities = Int32Array.from(images, (image) => identityOf[image]);
  const { all, several } = countIdentities(identities);
  const folds = Math.min(options.folds, Math.floor(all / 2), several);
  const held = `The ${part} part of ${dataset} has ${all} identities, ${several} of them with two or more images`;
  if (folds < 2) {
    emit({
      type: "notice",
      level: "warning",
      message: `${held}: too few for two folds of pairs, so that there is no ${part} protocol. Two folds want four identities, two of them with two images: add identities, or raise the share "${part}".`,
    });
    return undefined;
  }
  if (folds < options.folds) {
    emit({
      type: "notice",
      level: "info",
      message: `${held}: enough for ${folds} folds of pairs, not for the ${options.folds} that verification.folds asks for.`,
    });
  }
  const protocol = drawVerificationPairs(
    { images, identities },
    {
      name: `${dataset} ${part}`,
      statement: "",
      folds,
      pairsPerKind: options.pairsPerKind,
      seed,
    },
  );
  const pairs = protocol.folds.reduce((sum, fold) => sum + fold.same.length, 0);
  return {
    ...protocol,
    statement: `Judged on ${pairs} pairs, half same and half different, in ${folds} folds, drawn with seed ${seed} from ${images.length} images of ${all} identities of ${dataset} that are in no other part; no identity is in two folds. ${drawing.training}`,
  };
}

function countIdentities(identities: Int32Array): { all: number; several: number } {
  const counts = new Map<number, number>();
  for (const identity of identities) counts.set(identity, (counts.get(identity) ?? 0) + 1);
  return { all: counts.size, several: [...counts.values()].filter((count) => count > 1).length };
}
