/** Maps the values of an axis to 0…1 and says where its ticks are. */
export interface Scale {
  readonly position: (value: number) => number;
  readonly ticks: readonly number[];
}

/** A linear scale over exactly this range, with about `ticks` round ticks. */
export function linearScale(from: number, to: number, ticks = 5): Scale {
  const range = to > from ? to - from : 1;
  const step = roundStep(range / ticks);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor((from + range) / step + 1e-9);
  return {
    position: (value) => (value - from) / range,
    // Multiples that are divided again keep 0.3 from becoming 0.30000000000000004.
    ticks: Array.from({ length: last - first + 1 }, (_, i) =>
      Number(((first + i) * step).toPrecision(12)),
    ),
  };
}

/** A linear scale that begins and ends on round numbers around a range. */
export function roundedScale(from: number, to: number, ticks = 5): Scale {
  const step = roundStep((to > from ? to - from : Math.abs(to) || 1) / ticks);
  const low = Math.floor(from / step + 1e-9) * step;
  const high = Math.max(Math.ceil(to / step - 1e-9) * step, low + step);
  return linearScale(low, high, ticks);
}

/** A logarithmic scale with a tick at each power of ten; what is smaller than `from` sits on its edge. */
export function logarithmicScale(from: number, to: number): Scale {
  const low = Math.log10(from);
  const high = Math.log10(to);
  const first = Math.ceil(low - 1e-9);
  return {
    position: (value) => (Math.log10(Math.max(value, from)) - low) / (high - low),
    ticks: Array.from({ length: Math.floor(high + 1e-9) - first + 1 }, (_, i) =>
      Number(`1e${first + i}`),
    ),
  };
}

/** The smallest of 1, 2, 2.5, 5, 10 times a power of ten that is not below `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= least * (1 - 1e-9));
  return (factor ?? 10) * power;
}
