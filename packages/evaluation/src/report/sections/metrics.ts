import { section, table } from "../elements.js";
import { count, number, percent, shortPercent } from "../format.js";
import { type Markup, markup, type Part } from "../markup.js";
import type { Report } from "../report-schema.js";

type Row = readonly [name: string, value: Part, uncertainty: string, remark?: string];

/** Every metric with what is known of its uncertainty. */
export function renderMetrics(report: Report): Markup {
  const { verification: result } = report;
  const { areaUnderCurve: area, equalErrorRate: equal } = result;
  const rows: Row[] = [
    [
      "Accuracy",
      percent(result.accuracy),
      `± ${percent(result.standardError)}`,
      "Mean of the folds ± standard error (s/√folds, n−1).",
    ],
    [
      "Deviation over the folds",
      percent(result.populationDeviation),
      "",
      "Population deviation, as many tools print behind the ±.",
    ],
    [
      "Area under the curve",
      area.value.toFixed(4),
      `± ${area.standardError.toFixed(4)}`,
      "Exact, ties counted half ± standard error (DeLong).",
    ],
    [
      "Equal error rate",
      percent(equal.value),
      `± ${percent(equal.standardError)}`,
      "False accepts and false rejects alike ± standard error (bootstrap over pairs).",
    ],
    ...result.trueAcceptRates.map(trueAcceptRow),
    ...report.metrics.map((fact): Row => [fact.name, fact.value, "", fact.explanation]),
  ];
  return section(
    "Metrics",
    table(
      `${count(result.samePairs)} same and ${count(result.differentPairs)} different pairs over ${count(result.images)} images.`,
      [
        { heading: "Metric" },
        { heading: "Value", numeric: true },
        { heading: "Uncertainty", numeric: true },
      ],
      rows.map(([name, value, uncertainty, remark]) => [
        markup`${name}${remark && markup` <small>${remark}</small>`}`,
        value,
        uncertainty,
      ]),
    ),
  );
}

function trueAcceptRow(rate: Report["verification"]["trueAcceptRates"][number]): Row {
  const name = `True accepts at ≤ ${shortPercent(rate.falseAcceptLimit)} false`;
  if (rate.refused) return [name, markup`<i>not given</i>`, "", rate.reason];
  return [
    name,
    percent(rate.trueAcceptRate),
    `${(100 * rate.interval.low).toFixed(1)} – ${percent(rate.interval.high, 1)}`,
    `${count(rate.trueAccepts)} of ${count(rate.samePairs)} same, ${count(rate.falseAccepts)} of ${count(rate.differentPairs)} different, at ${number(rate.threshold)}. 95 % interval (Wilson).`,
  ];
}
