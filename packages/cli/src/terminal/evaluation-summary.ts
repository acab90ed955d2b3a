import type { CountedShare } from "@multibatch/evaluation";
import type { Evaluation } from "../evaluation/evaluate.js";
import { countOf, formatNumber, formatPercent } from "./format.js";

type Row = readonly [string, string];

/** A share with its 95 % interval: `97.12 % (96.1 … 97.9)`. */
export function formatCountedShare({ share, interval }: CountedShare): string {
  if (share === null || interval === null) return "none";
  const [low, high] = [interval.low, interval.high].map((bound) => (100 * bound).toFixed(1));
  return `${formatPercent(share)} (${low} … ${high})`;
}

/** An evaluation for people: rows of a table. */
export function summariseEvaluation(evaluation: Evaluation): Row[] {
  const { accuracy, standardError, folds, areaUnderCurve, equalErrorRate } = evaluation;
  const { atCardThreshold: card } = evaluation;
  return [
    ["Data set", `${evaluation.dataset}: ${evaluation.protocol}`],
    ["Protocol", evaluation.statement],
    [
      "Accuracy",
      `${formatPercent(accuracy)} ± ${formatPercent(standardError)} (mean and standard error of ${countOf(folds.length, "fold")}, ${countOf(evaluation.pairs, "pair")})`,
    ],
    ["AUC", `${areaUnderCurve.value.toFixed(4)} ± ${areaUnderCurve.standardError.toFixed(4)}`],
    [
      "EER",
      `${formatPercent(equalErrorRate.value)} ± ${formatPercent(equalErrorRate.standardError)}`,
    ],
    ...evaluation.trueAcceptRates.map((rate): Row => {
      const label = `TAR at FAR ≤ ${Number((rate.falseAcceptLimit * 100).toPrecision(12))} %`;
      if (rate.refused) return [label, `not given: ${rate.reason}`];
      const { low, high } = rate.interval;
      return [
        label,
        `${formatPercent(rate.trueAcceptRate)} (95 %: ${formatPercent(low)} … ${formatPercent(high)})`,
      ];
    }),
    [
      "Card's threshold",
      `${formatNumber(card.threshold)}: accuracy ${formatPercent(card.accuracy)}, ${formatPercent(card.falseAcceptRate)} of different pairs accepted, ${formatPercent(card.falseRejectRate)} of same pairs refused`,
    ],
    ...evaluation.groups.flatMap(({ attribute, groups }) =>
      groups.map(
        ({ group, accuracy, falseAccepts, falseRejects }): Row => [
          `${attribute}: ${group}`,
          `accuracy ${formatCountedShare(accuracy)} of ${countOf(accuracy.of, "pair")}; ${formatCountedShare(falseAccepts)} of different pairs accepted, ${formatCountedShare(falseRejects)} of same pairs refused`,
        ],
      ),
    ),
    ...(evaluation.pairsLeftOut.length > 0
      ? [
          [
            "Left out",
            `${countOf(evaluation.pairsLeftOut.length, "pair")} with an unreadable image; see evaluation.json`,
          ] as const,
        ]
      : []),
  ];
}
