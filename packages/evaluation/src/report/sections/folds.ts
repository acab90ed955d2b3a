import { folded, section, table } from "../elements.js";
import { count, number, percent } from "../format.js";
import { type Markup, markup } from "../markup.js";
import type { Report } from "../report-schema.js";

/** How each fold went, and what was left out of it. */
export function renderFolds({ verification: result }: Report): Markup {
  return section(
    "Folds",
    table(
      `The threshold of a fold is ${result.thresholdRule}.`,
      [
        { heading: "Fold" },
        { heading: "Accuracy", numeric: true },
        { heading: "Correct", numeric: true },
        { heading: "Pairs", numeric: true },
        { heading: "Threshold", numeric: true },
      ],
      result.folds.map((fold, i) => [
        String(i + 1),
        percent(fold.accuracy),
        count(fold.correct),
        count(fold.pairs),
        number(fold.threshold),
      ]),
    ),
    result.pairsLeftOut.length > 0 && leftOut(result),
  );
}

function leftOut({ pairsLeftOut, imagesFailed }: Report["verification"]): Markup {
  return folded(
    `Pairs left out (${count(pairsLeftOut.length)})`,
    table(
      "Pairs that could not be judged, because an image could not be read.",
      [{ heading: "Fold" }, { heading: "First" }, { heading: "Second" }, { heading: "Kind" }],
      pairsLeftOut.map(({ fold, first, second, same }) => [
        String(fold),
        first,
        second,
        same ? "same" : "different",
      ]),
    ),
    markup`<ul>${imagesFailed.map(({ name, reason }) => markup`<li>${name}: ${reason}</li>`)}</ul>`,
  );
}
