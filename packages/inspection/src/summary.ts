import type { Findings } from "./findings.js";
import type { Part, Subject } from "./subject.js";

/** Figures of an inspection. */
export interface InspectionSummary {
  readonly datasets: readonly DatasetSummary[];
  readonly unreadable: number;
  /** Groups of equal files, and how many of them are of several identities or in training and evaluation. */
  readonly equal: RelationCounts;
  /** Pairs of nearly equal images. */
  readonly near: RelationCounts;
  /** Identities by name and images by equality in training and in evaluation. */
  readonly overlap: { readonly identities: number; readonly images: number };
  readonly labels?: {
    readonly looked: number;
    readonly suspects: number;
    /** Suspects that are nearer to the centre of another identity. */
    readonly nearerToAnother: number;
  };
}

export interface DatasetSummary {
  readonly name: string;
  readonly licence: string;
  readonly images: number;
  readonly identities: number;
  readonly parts: Readonly<Record<Part, number>>;
  /** How many identities have so many images, by ascending number of images. */
  readonly imagesPerIdentity: readonly { readonly images: number; readonly identities: number }[];
  /** Middle one of the numbers of images per identity. */
  readonly medianImages: number;
}

export interface RelationCounts {
  readonly all: number;
  readonly acrossIdentities: number;
  readonly acrossTrainingAndEvaluation: number;
}

/** Counts what an inspection found. */
export function summarise(subject: Subject, findings: Findings): InspectionSummary {
  const { unreadable, equal, near, overlap, labels } = findings;
  return {
    datasets: describeDatasets(subject),
    unreadable: unreadable.length,
    equal: countRelations(subject, equal),
    near: countRelations(
      subject,
      near.pairs.map(({ first, second }) => [first, second]),
    ),
    overlap: { identities: overlap.identities.length, images: overlap.images.length },
    ...(labels && {
      labels: {
        looked: labels.looked,
        suspects: labels.suspects.length,
        nearerToAnother: labels.suspects.filter(({ nearer }) => nearer !== undefined).length,
      },
    }),
  };
}

function countRelations(subject: Subject, groups: readonly (readonly number[])[]): RelationCounts {
  return {
    all: groups.length,
    acrossIdentities: groups.filter((group) => isMixed(subject, group)).length,
    acrossTrainingAndEvaluation: groups.filter((group) => isLeak(subject, group)).length,
  };
}

/** Whether images that should be one are of several identities. */
export function isMixed(subject: Subject, group: readonly number[]): boolean {
  return group.some((image) => !subject.isSame(group[0], image));
}

/** Whether some of the images are trained on and others judged on. */
export function isLeak(subject: Subject, group: readonly number[]): boolean {
  return group.some((first) => group.some((second) => subject.isLeak(first, second)));
}

function describeDatasets(subject: Subject): DatasetSummary[] {
  const sets = [subject.dataset, subject.against].filter((dataset) => dataset !== undefined);
  let first = 0;
  return sets.map((dataset) => {
    const parts = { train: 0, validation: 0, test: 0, none: 0 };
    for (let i = 0; i < dataset.identities.length; i++) parts[subject.part(first + i)]++;
    first += dataset.identities.length;
    const counts = new Uint32Array(dataset.identityNames.length);
    for (const identity of dataset.identities) counts[identity]++;
    counts.sort();
    const identitiesOf = new Map<number, number>();
    for (const images of counts) identitiesOf.set(images, (identitiesOf.get(images) ?? 0) + 1);
    return {
      name: dataset.name,
      licence: dataset.licence,
      images: dataset.identities.length,
      identities: dataset.identityNames.length,
      parts,
      imagesPerIdentity: [...identitiesOf].map(([images, identities]) => ({ images, identities })),
      medianImages: counts[counts.length >> 1] ?? 0,
    };
  });
}
