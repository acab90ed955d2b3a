/** A point in positive numbers. */
export interface PositivePoint {
  readonly x: number;
  readonly y: number;
}

/** Least-squares slope of log y over log x; NaN with fewer than two different x. */
export function logLogSlope(points: readonly PositivePoint[]): number {
  const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }));
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(logs.map((point) => point.x));
  const y = mean(logs.map((point) => point.y));
  const covariance = logs.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0);
  const variance = logs.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  return variance > 0 ? covariance / variance : Number.NaN;
}
