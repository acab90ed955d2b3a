import { type Axis, count, number, type Scale } from "@multibatch/evaluation/page";

/** Share of an axis that is left free at both ends, so that the first and the last dot stand clear. */
const margin = 0.02;

/** A logarithmic axis with a tick at each of some values. */
export function axisOver(label: string, values: readonly number[], format = count): Axis {
  const low = Math.log(Math.min(...values));
  const range = Math.log(Math.max(...values)) - low || 1;
  const scale: Scale = {
    position: (value) => margin + (1 - 2 * margin) * ((Math.log(value) - low) / range),
    ticks: values,
  };
  return { label, scale, format };
}

/** A logarithmic axis over some positive values, from one power of ten, or twice or five times it, to another. */
export function logarithmicAxis(label: string, values: readonly number[]): Axis {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  const low = Math.log10(Math.min(...positive));
  const high = Math.log10(Math.max(...positive));
  const wide = high - low > 2.5;
  const steps = wide ? [1] : [1, 2, 5];
  const marks = Array.from({ length: 40 }, (_, i) => i - 20).flatMap((power) =>
    steps.map((step) => Number(`${step}e${power}`)),
  );
  const first = marks.findLast((mark) => Math.log10(mark) <= low + 1e-9)!;
  const last = marks.find((mark) => Math.log10(mark) >= high - 1e-9)!;
  return axisOver(
    label,
    marks.filter((mark) => mark >= first && mark <= last),
    number,
  );
}
