import type { Findings } from "./findings.js";
import type { ImageReference, Subject } from "./subject.js";
import { type InspectionSummary, isLeak, isMixed, summarise } from "./summary.js";

/** An inspection for machines: the figures, and every finding with the images' names. */
export interface InspectionRecord {
  readonly summary: InspectionSummary;
  readonly unreadable: readonly { readonly name: string; readonly reason: string }[];
  readonly equal: readonly (Relation & { readonly images: readonly ImageReference[] })[];
  readonly near: {
    readonly complete: boolean;
    readonly hammingLimit: number;
    readonly similarity: number;
    readonly pairs: readonly (Relation & {
      readonly images: readonly ImageReference[];
      readonly similarity: number;
      readonly bits: number;
    })[];
  };
  readonly overlap: {
    readonly identities: readonly string[];
    readonly images: readonly {
      readonly train: ImageReference;
      readonly evaluation: ImageReference;
    }[];
  };
  readonly labels?: {
    readonly model: string;
    readonly threshold: number;
    readonly looked: number;
    readonly suspects: readonly {
      readonly image: ImageReference;
      readonly toOthers: number;
      readonly distance: number;
      readonly nearer?: { readonly identity: string; readonly distance: number };
    }[];
  };
}

interface Relation {
  readonly acrossIdentities: boolean;
  readonly acrossTrainingAndEvaluation: boolean;
}

/** Puts names to the numbers of an inspection. */
export function recordOfInspection(subject: Subject, findings: Findings): InspectionRecord {
  const { unreadable, equal, near, overlap, labels } = findings;
  const refer = (image: number) => subject.reference(image);
  const relate = (group: readonly number[]) => ({
    images: group.map(refer),
    acrossIdentities: isMixed(subject, group),
    acrossTrainingAndEvaluation: isLeak(subject, group),
  });
  return {
    summary: summarise(subject, findings),
    unreadable: unreadable.map(({ name, reason }) => ({ name, reason })),
    equal: equal.map(relate),
    near: {
      ...near,
      pairs: near.pairs.map(({ first, second, similarity, bits }) => ({
        ...relate([first, second]),
        similarity,
        bits,
      })),
    },
    overlap: {
      identities: overlap.identities,
      images: overlap.images.map(({ train, evaluation }) => ({
        train: refer(train),
        evaluation: refer(evaluation),
      })),
    },
    ...(labels && {
      labels: {
        ...labels,
        suspects: labels.suspects.map(({ image, toOthers, distance, nearer }) => ({
          image: refer(image),
          toOthers,
          distance,
          ...(nearer && {
            nearer: {
              identity: subject.dataset.identityNames[nearer.identity],
              distance: nearer.distance,
            },
          }),
        })),
      },
    }),
  };
}
