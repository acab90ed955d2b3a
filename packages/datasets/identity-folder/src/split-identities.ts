import { DataError, Random } from "@multibatch/core";
import { holdOutIdentities } from "@multibatch/images";
import type { IdentityFolderOptions } from "./identity-folder-options.js";

/** Identities of each part, in ascending order. */
export interface IdentityParts {
  readonly train: readonly number[];
  readonly validation: readonly number[];
  readonly test: readonly number[];
}

type SplitOptions = Pick<
  IdentityFolderOptions,
  "root" | "minimumImages" | "validation" | "test" | "splitSeed"
>;

/** Fewest identities of a part: two, or there is no different pair. */
const fewest = 2;

/**
 * Deals identities out over the parts by the split seed. The test part is drawn first, so that
 * another share of validation leaves it as it is. A part with a share above 0 gets at least two.
 *
 * @param counts images of each identity
 * @throws DataError when a part that is asked for, or the rest for training, has fewer than two
 */
export function splitIdentities(counts: readonly number[], options: SplitOptions): IdentityParts {
  const usable = counts.flatMap((count, identity) =>
    count >= options.minimumImages ? [identity] : [],
  );
  const size = (share: number) =>
    share === 0 ? 0 : Math.max(fewest, Math.round(usable.length * share));
  const sizes = { validation: size(options.validation), test: size(options.test) };
  const needed = sizes.validation + sizes.test + fewest;
  if (usable.length < needed) throw new DataError(explain(usable.length, counts.length, options));

  const random = new Random(options.splitSeed);
  const take = (from: readonly number[], part: "validation" | "test") =>
    holdOutIdentities(
      { identities: from, counts: from.map((identity) => counts[identity]), take: sizes[part] },
      random.fork(part),
    );
  const { taken: test, rest } = take(usable, "test");
  const { taken: validation, rest: train } = take(rest, "validation");
  return { train, validation, test };
}

function explain(usable: number, all: number, options: SplitOptions): string {
  const having =
    usable === all
      ? `${options.root} has ${count(all)}`
      : `${options.root} has ${count(usable)} with ${options.minimumImages} or more images (option "minimumImages") out of ${all}`;
  if (usable < fewest) {
    return `${having}: too few to learn from, for a different pair needs two. Add folders of other identities${usable < all ? ', or lower "minimumImages"' : ""}.`;
  }
  return `${having}: too few for the parts that are asked for (validation ${options.validation}, test ${options.test}), because training and each part need at least two identities of their own. Add identities, or set "validation" and "test" to 0 or to smaller shares; without validation nothing steers the training.`;
}

function count(identities: number): string {
  return identities === 1 ? "1 identity" : `${identities} identities`;
}
