import type { Findings } from "../findings.js";
import type { Subject } from "../subject.js";
import { isLeak, isMixed } from "../summary.js";

/** Two images of the subject side by side. */
export interface ShownPair {
  readonly first: number;
  readonly second: number;
  readonly caption: string;
}

/** A row of pairs to look at. */
export interface Strip {
  readonly title: string;
  readonly description: string;
  readonly pairs: readonly ShownPair[];
  /** How many there are, of which these are shown. */
  readonly all: number;
}

/** Chooses which findings are shown: the first `most` of each sort. */
export function chooseStrips(subject: Subject, findings: Findings, most: number): Strip[] {
  const strip = (title: string, description: string, pairs: readonly ShownPair[]): Strip => ({
    title,
    description,
    pairs: pairs.slice(0, most),
    all: pairs.length,
  });
  const near = findings.near.pairs.map(({ first, second, similarity, bits }) => ({
    first,
    second,
    group: [first, second],
    caption: `${namesOf(subject, first, second)}: ${similarity.toFixed(3)}, ${bits} bits`,
  }));
  const leaks = near.filter(({ group }) => isLeak(subject, group));
  const rest = near.filter(({ group }) => !isLeak(subject, group));
  const measure = "Correlation of the images, and bits in which their hashes differ.";
  return [
    strip(
      "Equal files",
      "The same file more than once; the first two of each group.",
      findings.equal.map(([first, second, ...others]) => ({
        first,
        second,
        caption: `${namesOf(subject, first, second)}${others.length > 0 ? `, and ${others.length} more` : ""}`,
      })),
    ),
    strip("Nearly equal, in training and in evaluation", measure, leaks),
    strip(
      "Nearly equal, of two identities",
      `One of the two labels is wrong, or the two look alike. ${measure}`,
      rest.filter(({ group }) => isMixed(subject, group)),
    ),
    strip(
      "Nearly equal, of one identity",
      `They count twice. ${measure}`,
      rest.filter(({ group }) => !isMixed(subject, group)),
    ),
    strip(
      "Suspect labels",
      "Left the image, right another one of its identity; its distance to the centre of its identity, and to that of the identity that it is nearer to. The most suspect are first.",
      suspects(subject, findings),
    ),
  ].filter(({ all }) => all > 0);
}

function suspects(subject: Subject, { labels }: Findings): ShownPair[] {
  const { identities, identityNames } = subject.dataset;
  return (labels?.suspects ?? [])
    .filter(({ nearer }) => nearer !== undefined)
    .map(({ image, distance, nearer }) => ({
      first: image,
      second: identities.findIndex((each, i) => each === identities[image] && i !== image),
      caption: `${subject.identity(image)}: ${distance.toPrecision(3)}; ${identityNames[nearer!.identity]}: ${nearer!.distance.toPrecision(3)}`,
    }));
}

function namesOf(subject: Subject, first: number, second: number): string {
  const names = [subject.identity(first), subject.identity(second)];
  return subject.isSame(first, second) ? names[0] : names.join(" · ");
}
