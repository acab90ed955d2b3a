import { figure, folded, section, table } from "../elements.js";
import { count, number, percent, shortPercent } from "../format.js";
import { type Markup, markup } from "../markup.js";
import type { Report } from "../report-schema.js";
import { drawChart } from "../svg/chart.js";
import { marker, steps } from "../svg/marks.js";
import { linearScale, roundedScale } from "../svg/scale.js";

type Result = Report["verification"];

/** How far the distances of the two kinds lie apart, and where the threshold falls between them. */
export function renderDistances({ verification: result, threshold }: Report): Markup {
  const folds = result.folds.map((fold) => fold.threshold);
  const shown = threshold?.value ?? folds.reduce((sum, value) => sum + value, 0) / folds.length;
  const name = threshold ? "threshold of the card" : "mean threshold of the folds";
  return section(
    "Distances",
    markup`<div class="charts">${figure(
      "Same and different pairs",
      [
        { style: "same", name: "same identity" },
        { style: "different", name: "different identities" },
      ],
      drawHistogram(result, shown, `${name} ${number(shown)}`),
    )}<div class="beside">${thresholdWords(result, shown, threshold)}</div></div>`,
    folded("The histogram in numbers", binTable(result)),
  );
}

function thresholdWords(result: Result, shown: number, threshold: Report["threshold"]): Markup {
  const { norm } = result.distance;
  const names = { "squared-l2": "squared Euclidean", l2: "Euclidean", l1: "city-block", lp: "Lp" };
  const rate = (value: number | null) => (value === null ? "not measured" : percent(value));
  return markup`<p>Two images count as one identity where the ${names[norm]} distance of their embeddings is below <b>${number(shown)}</b>.</p>${
    threshold &&
    markup`<dl class="pairs"><div><dt>Chosen for</dt><dd>${threshold.operatingPoint}</dd></div>
<div><dt>False accepts there</dt><dd>${rate(threshold.falseAcceptRate)}</dd></div>
<div><dt>False rejects there</dt><dd>${rate(threshold.falseRejectRate)}</dd></div>
<div><dt>Standard error</dt><dd>${threshold.standardError === null ? "not measured" : number(threshold.standardError)}</dd></div></dl>`
  }`;
}

function drawHistogram({ histogram, ...result }: Result, threshold: number, label: string): Markup {
  const same = histogram.same.map((pairs) => pairs / Math.max(1, result.samePairs));
  const different = histogram.different.map((pairs) => pairs / Math.max(1, result.differentPairs));
  return drawChart({
    id: "distances",
    title: "Histogram of distances",
    description: `Distances of ${count(result.samePairs)} same and ${count(result.differentPairs)} different pairs from ${number(histogram.from)} to ${number(histogram.to)}; ${label}.`,
    x: { label: "distance", scale: linearScale(histogram.from, histogram.to), format: number },
    y: {
      label: "share of the pairs of a kind, per bin",
      scale: roundedScale(0, Math.max(...same, ...different), 4),
      format: shortPercent,
    },
    marks: (plot) => [
      steps(plot, different, histogram, "different"),
      steps(plot, same, histogram, "same"),
      marker(plot, threshold, label),
    ],
  });
}

/** Five bins of the picture make one row. */
function binTable({ histogram }: Result): Markup {
  const bins = histogram.same.length;
  const width = (histogram.to - histogram.from) / bins;
  const sum = (counts: readonly number[], begin: number, end: number) =>
    counts.slice(begin, end).reduce((total, value) => total + value, 0);
  const rows = Array.from({ length: Math.ceil(bins / 5) }, (_, row) => {
    const [begin, end] = [5 * row, Math.min(bins, 5 * row + 5)];
    const edge = (bin: number) => number(histogram.from + bin * width);
    return [
      `${edge(begin)} – ${edge(end)}`,
      count(sum(histogram.same, begin, end)),
      count(sum(histogram.different, begin, end)),
    ];
  });
  return table(
    "Pairs by distance.",
    [
      { heading: "Distance" },
      { heading: "Same pairs", numeric: true },
      { heading: "Different pairs", numeric: true },
    ],
    rows,
  );
}
