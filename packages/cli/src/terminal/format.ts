import { isAbsolute, relative } from "node:path";

/** A duration for people: `42 s`, `3 min 05 s`, `2 h 10 min`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}

/** A share as a percentage with two decimals: `0.9712` becomes `97.12 %`. */
export function formatPercent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

/** A number for people: four significant digits, no exponent for everyday sizes. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value)) return value.toLocaleString("en");
  const magnitude = Math.abs(value);
  return magnitude >= 1e-4 && magnitude < 1e6
    ? String(Number(value.toPrecision(4)))
    : value.toExponential(2);
}

/** A large count with its unit in words: `4.79 M`. */
export function formatCount(value: number): string {
  if (value >= 1e9) return `${(value / 1e9).toFixed(2)} G`;
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)} M`;
  if (value >= 1e4) return `${(value / 1e3).toFixed(1)} k`;
  return value.toLocaleString("en");
}

/** `1 image`, `2 images`. */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? noun : plural}`;
}

/** Lines of two columns, the second aligned. */
export function formatTable(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `${label.padEnd(width)}  ${value}`).join("\n");
}

/** Metrics by name on one line; accuracies as percentages. */
export function formatMetrics(metrics: Readonly<Record<string, number>>): string {
  return Object.entries(metrics)
    .map(([name, value]) => `${wordsOf(name)} ${formatMetric(name, value)}`)
    .join(" · ");
}

/** One metric: an accuracy as a percentage, anything else as a number. */
export function formatMetric(name: string, value: number): string {
  return /accuracy/i.test(name) ? formatPercent(value) : formatNumber(value);
}

/** Words as a line for a shell, quoted where they must be. */
export function shellLine(...words: readonly string[]): string {
  return words
    .map((word) => (/^[\w./:@=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(" ");
}

/** A path for people: relative to their folder where it lies below it. */
export function showPath(path: string, cwd: string): string {
  const inside = relative(cwd, path);
  return inside.startsWith("..") || isAbsolute(inside) ? path : inside || ".";
}

/** A text with a capital at its beginning. */
export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A name of code as words: `validationAccuracy` becomes `validation accuracy`. */
export function wordsOf(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}
