import { basename } from "node:path";
import type { ImageReference, InspectionRecord } from "@multibatch/inspection";
import { countOf, formatPercent } from "./format.js";

/** Examples of a finding. */
const examples = 3;

/** The rows that tell of an inspection. */
export function summariseInspection(record: InspectionRecord): (readonly [string, string])[] {
  const { summary, unreadable, equal, near, overlap, labels } = record;
  const rows = summary.datasets.flatMap((dataset): (readonly [string, string])[] => {
    const { parts, medianImages } = dataset;
    const most = dataset.imagesPerIdentity.at(-1)?.images ?? 0;
    const single = dataset.imagesPerIdentity.find(({ images }) => images === 1)?.identities ?? 0;
    return [
      ["Data set", dataset.name],
      [
        "Images",
        `${dataset.images.toLocaleString("en")} of ${countOf(dataset.identities, "identity", "identities")}; ${medianImages} per identity in the median, ${most} at most; ${countOf(single, "identity", "identities")} with one image`,
      ],
      [
        "Parts",
        `${parts.train} to train on, ${parts.validation} to validate, ${parts.test} to test, ${parts.none} in no part`,
      ],
    ];
  });
  rows.push(
    [
      "Unreadable",
      countOf(unreadable.length, "image") +
        show(unreadable, ({ name, reason }) => `${name}: ${reason}`),
    ],
    [
      "Equal files",
      `${countOf(summary.equal.all, "group")}, ${summary.equal.acrossIdentities} of them across identities${show(
        equal,
        ({ images }) => images.map(shortName).join(" = "),
      )}`,
    ],
    [
      "Nearly equal",
      `${countOf(summary.near.all, "pair")}${near.complete ? "" : " or more"}, ${summary.near.acrossIdentities} of them across identities (correlation of ${near.similarity} or more, ${near.hammingLimit} or fewer of 64 bits)${show(
        near.pairs,
        ({ images, similarity }) =>
          `${images.map(shortName).join(" ≈ ")}: ${similarity.toFixed(3)}`,
      )}`,
    ],
    [
      "Overlap",
      `${countOf(overlap.identities.length, "identity", "identities")} by name and ${countOf(overlap.images.length, "image")} by file in training and in evaluation; ${countOf(summary.near.acrossTrainingAndEvaluation, "nearly equal pair")}${show(
        overlap.images,
        ({ train, evaluation }) =>
          `${shortName(evaluation)} (${evaluation.part}) = ${shortName(train)} (train)`,
      )}`,
    ],
  );
  if (labels && summary.labels) {
    const { looked, nearerToAnother } = summary.labels;
    const nearer = labels.suspects.filter((suspect) => suspect.nearer !== undefined);
    rows.push([
      "Suspect labels",
      `${countOf(nearerToAnother, "image")} (${formatPercent(nearerToAnother / Math.max(1, looked))} of the ${looked} of identities with three or more) are farther than the threshold from most others of their identity and nearer to another's centre${show(
        nearer,
        ({ image, distance, nearer }) =>
          `${shortName(image)}: ${distance.toPrecision(3)} from its own, ${nearer?.distance.toPrecision(3)} from ${nearer?.identity}`,
      )}`,
    ]);
  }
  return rows;
}

/** Enough of an image's name to tell it from others. */
function shortName({ identity, name }: ImageReference): string {
  return `${identity}/${basename(name)}`;
}

/** The first of a list, each on a line of its own below. */
function show<T>(list: readonly T[], describe: (item: T) => string): string {
  const lines = list.slice(0, examples).map((item) => `\n  ${describe(item)}`);
  const more = list.length > examples ? `\n  and ${list.length - examples} more` : "";
  return `${lines.join("")}${more}`;
}
