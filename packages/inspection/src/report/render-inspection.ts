import {
  count,
  folded,
  type Markup,
  markup,
  percent,
  plural,
  renderPage,
  renderStrip,
  section,
  table,
} from "@multibatch/evaluation/page";
import { pictureUris } from "@multibatch/images";
import type { Findings } from "../findings.js";
import type { Subject } from "../subject.js";
import { type DatasetSummary, type InspectionSummary, summarise } from "../summary.js";
import { binCounts } from "./bin-counts.js";
import { chooseStrips, type Strip } from "./choose-strips.js";

/** What the page about an inspection is made of. */
export interface InspectionPage {
  readonly subject: Subject;
  readonly findings: Findings;
  /** ISO date and time in UTC, for the foot of the page. */
  readonly created: string;
  /** Command line that makes the page again. */
  readonly command: string;
}

/** Pairs that a sheet shows. */
const shownPairs = 24;
/** Unreadable files that are named. */
const namedFailures = 200;

/** Renders an inspection as one HTML file that needs nothing else, its pictures included. */
export async function renderInspection(page: InspectionPage): Promise<string> {
  const { subject, findings, created, command } = page;
  const summary = summarise(subject, findings);
  const strips = chooseStrips(subject, findings, shownPairs);
  const title = `Inspection of ${summary.datasets.map(({ name }) => name).join(" and ")}`;
  return renderPage({
    title,
    created,
    content: [
      markup`<p class="eyebrow">Multibatch</p><h1>${title}</h1>`,
      renderFigures(summary),
      summary.datasets.map(renderDataset),
      await renderSheets(subject, strips),
      renderUnreadable(findings),
      section("Made by", markup`<pre>${command}</pre>`),
    ],
  });
}

function renderFigures({ unreadable, equal, near, overlap, labels }: InspectionSummary): Markup {
  const figures: readonly (readonly [name: string, value: string, note: string])[] = [
    ["Unreadable", count(unreadable), "images"],
    [
      "Equal files",
      count(equal.all),
      `${plural(equal.acrossIdentities, "group")} across identities`,
    ],
    ["Nearly equal", count(near.all), `${plural(near.acrossIdentities, "pair")} across identities`],
    [
      "In training and evaluation",
      count(overlap.images + near.acrossTrainingAndEvaluation),
      `${count(overlap.images)} equal, ${count(near.acrossTrainingAndEvaluation)} nearly equal; ${count(overlap.identities)} by name`,
    ],
    ...(labels
      ? [
          [
            "Suspect labels",
            count(labels.nearerToAnother),
            `${percent(labels.nearerToAnother / Math.max(1, labels.looked))} of ${count(labels.looked)} are far from their own identity and nearer to another`,
          ] as const,
        ]
      : []),
  ];
  return markup`<dl class="figures">${figures.map(
    ([name, value, note]) =>
      markup`<div><dt>${name}</dt><dd>${value}</dd><small>${note}</small></div>`,
  )}</dl>`;
}

function renderDataset({
  name,
  licence,
  images,
  identities,
  parts,
  imagesPerIdentity,
  medianImages,
}: DatasetSummary): Markup {
  const bins = binCounts(imagesPerIdentity);
  const most = Math.max(...bins.map((bin) => bin.identities), 1);
  const bar = (share: number) =>
    markup`<svg viewBox="0 0 100 4" preserveAspectRatio="none" width="100%" height="10" role="img" aria-label="${percent(share)}"><rect style="fill:var(--same)" width="${(100 * share).toFixed(2)}" height="4"/></svg>`;
  return section(
    name,
    markup`<p class="lead">${plural(images, "image")} of ${count(identities)} identities, ${count(medianImages)} in the median. ${count(parts.train)} to train on, ${count(parts.validation)} to validate, ${count(parts.test)} to test, ${count(parts.none)} in no part. Licence: ${licence}</p>`,
    table(
      "Images per identity",
      [
        { heading: "Images", numeric: true },
        { heading: "Identities", numeric: true },
        { heading: "" },
      ],
      bins.map((bin) => [bin.label, count(bin.identities), bar(bin.identities / most)]),
    ),
  );
}

async function renderSheets(subject: Subject, strips: readonly Strip[]): Promise<Markup | false> {
  if (strips.length === 0) return false;
  const pictures = await readPictures(subject, strips);
  return section(
    "Images to look at",
    strips.map(({ title, description, pairs, all }) =>
      renderStrip({
        title: `${title} (${count(all)})`,
        description:
          all > pairs.length ? `${description} The first ${pairs.length} are shown.` : description,
        pairs: pairs.map(({ first, second, caption }) => ({
          first: pictures.get(first)!,
          second: pictures.get(second)!,
          caption,
        })),
      }),
    ),
  );
}

async function readPictures(subject: Subject, strips: readonly Strip[]) {
  const images = strips.flatMap(({ pairs }) =>
    pairs.flatMap(({ first, second }) => [first, second]),
  );
  const pictures = new Map<number, string>();
  for (const dataset of new Set(images.map((image) => subject.locate(image).dataset))) {
    const own = images.filter((image) => subject.locate(image).dataset === dataset);
    const found = await pictureUris(
      dataset,
      own.map((image) => subject.locate(image).image),
    );
    for (const image of own) pictures.set(image, found.get(subject.locate(image).image)!);
  }
  return pictures;
}

function renderUnreadable({ unreadable }: Findings): Markup | false {
  if (unreadable.length === 0) return false;
  const rows = unreadable.slice(0, namedFailures).map(({ name, reason }) => [name, reason]);
  return section(
    "Unreadable images",
    folded(
      `${plural(unreadable.length, "image")}${unreadable.length > rows.length ? `, the first ${rows.length} by name` : ""}`,
      table("", [{ heading: "Image" }, { heading: "Reason" }], rows),
    ),
  );
}
