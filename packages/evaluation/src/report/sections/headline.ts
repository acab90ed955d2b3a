import { count, percent, plural, shortPercent } from "../format.js";
import { type Markup, markup } from "../markup.js";
import type { Report } from "../report-schema.js";

/** What a reader takes home: the accuracy with its error, and what it is an accuracy of. */
export function renderHeadline(report: Report): Markup {
  const { verification: result } = report;
  return markup`<header>
<p class="eyebrow">Verification report · <time datetime="${report.created}">${report.created.slice(0, 10)}</time></p>
<h1>${report.title}</h1>
<p class="accuracy"><strong>${percent(result.accuracy)}</strong> <span>± ${percent(result.standardError)}</span></p>
<p class="lead">Accuracy on ${count(result.pairs)} pairs: mean of ${plural(result.folds.length, "fold")} ± standard error. The threshold of each fold was chosen on the other folds.</p>
${leftOut(report)}${report.caveats.map((caveat) => markup`<p class="caveat">${caveat}</p>`)}
<dl class="statements"><div><dt>Trained on</dt><dd>${report.trainedOn}</dd></div><div><dt>Judged on</dt><dd>${result.dataset}, ${result.protocol}. ${result.statement}</dd></div></dl>
<dl class="figures">${keyFigures(report).map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
</header>`;
}

function keyFigures({ verification: result }: Report): [string, string][] {
  const shown = result.trueAcceptRates.filter((rate) => !rate.refused);
  // Of the limits that the pairs can show, the strictest says most.
  const strictest = shown.toSorted((a, b) => a.falseAcceptLimit - b.falseAcceptLimit)[0];
  const figures: [string, string][] = [
    ["Area under the curve", result.areaUnderCurve.value.toFixed(4)],
    ["Equal error rate", percent(result.equalErrorRate.value)],
  ];
  if (strictest) {
    figures.push([
      `True accepts at ${shortPercent(strictest.falseAcceptLimit)} false`,
      percent(strictest.trueAcceptRate, 1),
    ]);
  }
  return figures;
}

function leftOut({ verification: { pairsLeftOut, imagesFailed } }: Report): Markup | undefined {
  if (pairsLeftOut.length === 0) return undefined;
  return markup`<p class="caveat">${plural(pairsLeftOut.length, "pair")} left out, because ${plural(imagesFailed.length, "image")} could not be read; they are named below.</p>`;
}
