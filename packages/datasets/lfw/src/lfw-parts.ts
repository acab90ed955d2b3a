import { DataError, Random, type VerificationFold } from "@multibatch/core";
import { holdOutIdentities } from "@multibatch/images";
import { twinOf } from "./known-twins.js";
import type { LfwLookup } from "./lfw-lookup.js";
import type { LfwView } from "./lfw-views.js";

/** People of each part, as identities in ascending order. */
export interface LfwParts {
  readonly train: readonly number[];
  readonly validation: readonly number[];
  readonly test: readonly number[];
}

/** How the people of a view are dealt out. */
export interface LfwSplit {
  readonly view: LfwView;
  /** Identity of each name. */
  readonly identityOf: ReadonlyMap<string, number>;
  /** Training people held out for validation: a share of 0…0.9, or a number from 2. */
  readonly validation: number;
  readonly seed: number;
}

/**
 * The test part is everyone in a pair that is judged. Of the view's people who are in none, some
 * are held out for validation and the rest are trained on; whoever is left is in no part, and
 * so is whoever's picture is also there under the name of someone who is held out.
 *
 * @throws DataError when fewer than two people are left to train on
 */
export function splitPeople({ view, identityOf, validation, seed }: LfwSplit): LfwParts {
  const judged = new Set(
    view.pairs.folds.flat().flatMap(({ first, second }) => [first.person, second.person]),
  );
  const free = view.people
    .filter((person) => !judged.has(person.name))
    .map((person) => ({ identity: identityOf.get(person.name)!, images: person.images }))
    .sort((a, b) => a.identity - b.identity);
  const { taken, rest } = holdOutIdentities(
    {
      identities: free.map((person) => person.identity),
      counts: free.map((person) => person.images),
      take: Math.min(
        free.length,
        validation < 1 ? Math.round(free.length * validation) : validation,
      ),
    },
    new Random(seed).fork("validation"),
  );
  const names = new Map([...identityOf].map(([name, identity]) => [identity, name]));
  const withoutTwins = (part: readonly number[], held: ReadonlySet<string>) =>
    part.filter((identity) => !held.has(twinOf(names.get(identity)!) ?? ""));
  const heldOut = withoutTwins(taken, judged);
  const train = withoutTwins(
    rest,
    new Set([...judged, ...heldOut.map((identity) => names.get(identity)!)]),
  );
  if (train.length < 2) {
    throw new DataError(
      `Of the ${view.people.length} people of ${view.peopleFile}, ${free.length} are in no pair of ${view.pairs.file}, and ${train.length} are left to train on: at least two are needed. Lower "validation".`,
    );
  }
  return {
    train,
    validation: heldOut,
    test: [...judged].map((name) => identityOf.get(name)!).sort((a, b) => a - b),
  };
}

/** The pairs of a view as image indices, in file order. @throws DataError where an image is missing */
export function foldsOf(view: LfwView, lookup: LfwLookup): VerificationFold[] {
  const { file, folds } = view.pairs;
  return folds.map((pairs) => ({
    first: Int32Array.from(pairs, (pair) => lookup.find(pair.first, file, pair.line)),
    second: Int32Array.from(pairs, (pair) => lookup.find(pair.second, file, pair.line)),
    same: Uint8Array.from(pairs, (pair) => (pair.same ? 1 : 0)),
  }));
}
