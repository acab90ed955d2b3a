import type { Subject } from "./subject.js";

/** What training and evaluation have in common. */
export interface Overlap {
  /** Names of identities of which images are trained on and judged on. */
  readonly identities: readonly string[];
  /** Images that are judged on, each with an equal one that is trained on. */
  readonly images: readonly { readonly train: number; readonly evaluation: number }[];
}

/**
 * Identities by name and images by equality that training and evaluation share.
 *
 * @param groups groups of equal images
 */
export function findOverlap(subject: Subject, groups: readonly (readonly number[])[]): Overlap {
  const names = { train: new Set<string>(), evaluation: new Set<string>() };
  for (let image = 0; image < subject.count; image++) {
    const part = subject.part(image);
    if (part !== "none")
      names[part === "train" ? "train" : "evaluation"].add(subject.identity(image));
  }
  const images = groups.flatMap((group) => {
    const train = group.find((image) => subject.part(image) === "train");
    if (train === undefined) return [];
    return group
      .filter((image) => subject.isLeak(train, image))
      .map((evaluation) => ({ train, evaluation }));
  });
  return { identities: [...names.train].filter((name) => names.evaluation.has(name)), images };
}
