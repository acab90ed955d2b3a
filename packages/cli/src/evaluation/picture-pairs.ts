import type { Dataset } from "@multibatch/core";
import type { ReportInput } from "@multibatch/evaluation";
import { pictureUris } from "@multibatch/images";
import { formatNumber } from "../terminal/format.js";
import type { JudgedPair, PairsToShow } from "./choose-pairs.js";

type PairStrip = NonNullable<ReportInput["strips"]>[number];
type PicturedDataset = Pick<Dataset, "crop" | "read" | "identities" | "identityNames">;

/** Turns chosen pairs into the strips of a report: their pictures, identities and distances. */
export async function picturePairs(
  chosen: PairsToShow,
  dataset: PicturedDataset,
): Promise<PairStrip[]> {
  const shown = Object.values(chosen).flat();
  const pictures = await pictureUris(
    dataset,
    shown.flatMap(({ first, second }) => [first, second]),
  );
  const strip = (title: string, description: string, pairs: readonly JudgedPair[]) => ({
    title,
    description,
    pairs: pairs.map((pair) => ({
      first: pictures.get(pair.first)!,
      second: pictures.get(pair.second)!,
      caption: captionOf(pair, dataset),
    })),
  });
  return [
    strip("Hardest same pairs", "One identity, farthest apart.", chosen.hardestSame),
    strip(
      "Hardest different pairs",
      "Two identities, nearest to each other.",
      chosen.hardestDifferent,
    ),
    strip("Typical same pairs", "Around the median distance.", chosen.typicalSame),
    strip("Typical different pairs", "Around the median distance.", chosen.typicalDifferent),
  ];
}

function captionOf({ first, second, distance }: JudgedPair, dataset: PicturedDataset): string {
  const name = (image: number) => dataset.identityNames[dataset.identities[image]];
  const names = name(first) === name(second) ? name(first) : `${name(first)} · ${name(second)}`;
  return `${names}: ${formatNumber(distance)}`;
}
