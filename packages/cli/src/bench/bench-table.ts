import { formatCount, formatNumber } from "../terminal/format.js";
import type { Comparison, Measurement } from "./measure.js";

const columns: readonly (readonly [string, (row: Measurement, i: number) => string])[] = [
  ["runtime", ({ name, note }) => (note ? `${name} (${note})` : name)],
  ["threads", ({ threads }) => String(threads)],
  ["p50 ms", ({ latency }) => formatNumber(latency.p50)],
  ["p95 ms", ({ latency }) => formatNumber(latency.p95)],
  ["images/s", ({ imagesPerSecond }) => formatNumber(Number(imagesPerSecond.toPrecision(3)))],
  ["CPU ms (1)", ({ processor }) => formatNumber(processor.single)],
  ["CPU ms (batch)", ({ processor }) => formatNumber(processor.batch)],
  ["memory", ({ memoryBytes }) => (memoryBytes === null ? "–" : `${formatCount(memoryBytes)}B`)],
  ["model", ({ modelBytes }) => `${formatCount(modelBytes)}B`],
  [
    "difference",
    ({ largestDifference }, i) => (i === 0 ? "reference" : largestDifference.toExponential(1)),
  ],
];

/** The comparison as a table for people; numbers stand to the right. */
export function benchTable({ measurements, missing }: Comparison): string {
  const rows = [
    columns.map(([title]) => title),
    ...measurements.map((row, i) => columns.map(([, cell]) => cell(row, i))),
  ];
  const widths = columns.map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  const lines = rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join("  ")
      .trimEnd(),
  );
  return [...lines, ...missing.map(({ name, reason }) => `Not here: ${name}: ${reason}`)].join(
    "\n",
  );
}
