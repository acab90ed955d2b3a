import { type Dataset, imageSize } from "@multibatch/core";
import type { ReportInput } from "@multibatch/evaluation";
import { encodePng } from "@multibatch/images";
import { formatNumber } from "../terminal/format.js";
import type { JudgedPair, PairsToShow } from "./choose-pairs.js";

type PairStrip = NonNullable<ReportInput["strips"]>[number];
type PicturedDataset = Pick<Dataset, "crop" | "read" | "identities" | "identityNames">;

/** Turns chosen pairs into the strips of a report: their pictures, identities and distances. */
export async function picturePairs(
  chosen: PairsToShow,
  dataset: PicturedDataset,
): Promise<PairStrip[]> {
  const pictures = await readPictures(Object.values(chosen).flat(), dataset);
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

/** Reads each image once; the result holds data URIs of PNG files by image. */
async function readPictures(
  pairs: readonly JudgedPair[],
  dataset: Pick<Dataset, "crop" | "read">,
): Promise<Map<number, string>> {
  const images = [...new Set(pairs.flatMap(({ first, second }) => [first, second]))];
  const { pixels } = await dataset.read(images);
  const { crop } = dataset;
  const size = imageSize(crop);
  const pictures = new Map<number, string>();
  for (const [position, image] of images.entries()) {
    const png = await encodePng(pixels.subarray(position * size, (position + 1) * size), crop);
    pictures.set(image, `data:image/png;base64,${Buffer.from(png).toString("base64")}`);
  }
  return pictures;
}

function captionOf({ first, second, distance }: JudgedPair, dataset: PicturedDataset): string {
  const name = (image: number) => dataset.identityNames[dataset.identities[image]];
  const names = name(first) === name(second) ? name(first) : `${name(first)} · ${name(second)}`;
  return `${names}: ${formatNumber(distance)}`;
}
