import { DataError, type Dataset, type VerificationProtocol } from "@multibatch/core";

/** A protocol and the part of the data set that it stands for. */
export interface ChosenProtocol {
  readonly protocol: VerificationProtocol;
  readonly part: "test" | "validation";
}

/**
 * The test protocol of a data set, or else its validation protocol.
 *
 * @throws DataError when it has neither
 */
export function chooseProtocol({ name, protocols }: Dataset): ChosenProtocol {
  if (protocols.test) return { protocol: protocols.test, part: "test" };
  if (protocols.validation) return { protocol: protocols.validation, part: "validation" };
  throw new DataError(
    `The data set ${name} has no verification protocol, so there are no pairs to judge by. Give it test identities, or a file of pairs; its package's README tells how.`,
  );
}

/** What must be said before a validation protocol is judged. */
export const validationCaveat =
  "The data set has no test pairs, so its validation pairs are judged. Training was steered by them: the accuracy is likely to be too high.";
