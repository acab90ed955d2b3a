/** The middle one of values, or the mean of the two in the middle; 0 where there are none. */
export function medianOf(values: Float32Array | Float64Array): number {
  if (values.length === 0) return 0;
  const sorted = values.slice().sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
