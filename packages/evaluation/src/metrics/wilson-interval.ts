/** Bounds of a share, 0…1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Quantile of the normal distribution that leaves 2.5 % on either side. */
const z95 = 1.959963984540054;

/**
 * Wilson's score interval of a share at 95 % (Wilson, 1927). It treats the trials as independent;
 * pairs that share images are less than that, so it is somewhat too narrow for them.
 *
 * @throws RangeError unless 0 ≤ successes ≤ trials and trials ≥ 1
 */
export function wilsonInterval(successes: number, trials: number, z = z95): Interval {
  if (!(trials >= 1 && successes >= 0 && successes <= trials)) {
    throw new RangeError(`${successes} successes in ${trials} trials make no share.`);
  }
  const share = successes / trials;
  const scale = 1 + (z * z) / trials;
  const centre = (share + (z * z) / (2 * trials)) / scale;
  const reach =
    (z / scale) * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  return { low: Math.max(0, centre - reach), high: Math.min(1, centre + reach) };
}
