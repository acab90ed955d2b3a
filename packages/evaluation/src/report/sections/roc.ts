import { figure, folded, section, table } from "../elements.js";
import { number, percent, plural, shortPercent } from "../format.js";
import { type Markup, markup } from "../markup.js";
import type { Report } from "../report-schema.js";
import { type Axis, drawChart } from "../svg/chart.js";
import { band, dot, line, whisker } from "../svg/marks.js";
import { linearScale, logarithmicScale } from "../svg/scale.js";

type Result = Report["verification"];

const trueAccepts: Axis = {
  label: "same pairs accepted",
  scale: linearScale(0, 1),
  format: shortPercent,
};

/** The curve twice: as a whole, and with the small false accept rates drawn apart. */
export function renderRoc({ verification: result }: Report): Markup {
  return section(
    "Receiver operating characteristic",
    markup`<div class="charts">${figure(
      "All thresholds",
      [
        { style: "same", name: "with the 95 % interval at each threshold" },
        { style: "accent", name: "equal error rate" },
      ],
      drawLinear(result),
    )}${figure(
      "Few false accepts, drawn apart",
      [{ style: "accent", name: "reported rates, with 95 % intervals" }],
      drawLogarithmic(result),
    )}</div>`,
    folded("The curve in numbers", curveTable(result)),
  );
}

function drawLinear(result: Result): Markup {
  const error = result.equalErrorRate.value;
  return drawChart({
    id: "roc",
    title: "Receiver operating characteristic",
    description: `Share of same pairs accepted over share of different pairs accepted. Area under the curve ${result.areaUnderCurve.value.toFixed(4)}; at the equal error rate of ${percent(error)} both errors are alike.`,
    x: { label: "different pairs accepted", scale: linearScale(0, 1), format: shortPercent },
    y: trueAccepts,
    marks: (plot) => [
      line(
        plot,
        [
          { x: 0, y: 0 },
          { x: 1, y: 1 },
        ],
        "chance",
      ),
      band(plot, bandOf(result), "same"),
      line(plot, curveOf(result), "same"),
      dot(plot, { x: error, y: 1 - error }, "accent", `Equal error rate ${percent(error)}`),
    ],
  });
}

function drawLogarithmic(result: Result): Markup {
  // Below one false accept there is nothing to count.
  const smallest = 1 / result.differentPairs;
  const rates = result.trueAcceptRates.filter((rate) => !rate.refused);
  return drawChart({
    id: "roc-logarithmic",
    title: "Receiver operating characteristic at few false accepts",
    description: `The same curve over a logarithmic axis, down to one false accept in ${plural(result.differentPairs, "different pair")}.`,
    x: {
      label: "different pairs accepted (logarithmic)",
      scale: logarithmicScale(Math.min(smallest, 0.1), 1),
      format: shortPercent,
    },
    y: trueAccepts,
    marks: (plot) => [
      band(plot, bandOf(result).filter(fromFirstFalseAccept), "same"),
      line(plot, curveOf(result).filter(fromFirstFalseAccept), "same"),
      ...rates.flatMap((rate) => [
        whisker(plot, rate.falseAcceptLimit, rate.interval.low, rate.interval.high, "accent"),
        dot(
          plot,
          { x: rate.falseAcceptLimit, y: rate.trueAcceptRate },
          "accent",
          `${percent(rate.trueAcceptRate)} at ${shortPercent(rate.falseAcceptLimit)}`,
        ),
      ]),
    ],
  });
}

function curveOf(result: Result) {
  return result.roc.map((point) => ({ x: point.falseAcceptRate, y: point.trueAcceptRate }));
}

/** Intervals of the true accept rate at the thresholds of the curve, one by one. */
function bandOf(result: Result) {
  return result.roc.flatMap(({ falseAcceptRate, interval }) =>
    interval ? [{ x: falseAcceptRate, ...interval }] : [],
  );
}

/** On a logarithmic axis the curve begins with the last point before the first false accept. */
function fromFirstFalseAccept(
  point: { readonly x: number },
  i: number,
  all: readonly { readonly x: number }[],
): boolean {
  return point.x > 0 || all[i + 1]?.x > 0;
}

/** A dozen points, evenly along the curve. */
function curveTable({ roc }: Result): Markup {
  const rows = Math.min(12, roc.length);
  const picked = Array.from(
    { length: rows },
    (_, i) => roc[Math.round((i * (roc.length - 1)) / Math.max(1, rows - 1))],
  );
  return table(
    "Points of the curve over all pairs.",
    [
      { heading: "Threshold", numeric: true },
      { heading: "Different pairs accepted", numeric: true },
      { heading: "Same pairs accepted", numeric: true },
    ],
    picked.map((point) => [
      number(point.threshold),
      percent(point.falseAcceptRate),
      percent(point.trueAcceptRate),
    ]),
  );
}
