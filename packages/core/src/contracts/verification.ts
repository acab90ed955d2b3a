/** Pairs of images with the truth about each: `[pairs]` in all three. */
export interface VerificationFold {
  /** Image index of the first of each pair. */
  readonly first: Int32Array;
  /** Image index of the second of each pair. */
  readonly second: Int32Array;
  /** 1 where both show one identity, 0 otherwise. */
  readonly same: Uint8Array;
}

/** Folds of labelled pairs, in an order that is never shuffled. */
export interface VerificationProtocol {
  readonly name: string;
  /** What is trained on and what is judged, in so many words: printed beside every accuracy. */
  readonly statement: string;
  readonly folds: readonly VerificationFold[];
}
