/** Space that does not break, thinner than a letter. */
const thin = "\u202f";

/** 0.8725 → `87.25 %`. */
export function percent(share: number, digits = 2): string {
  return `${(100 * share).toFixed(digits)}${thin}%`;
}

/** A limit as short as it goes: 0.001 → `0.1 %`. */
export function shortPercent(share: number): string {
  return `${Number((100 * share).toPrecision(6))}${thin}%`;
}

/** 65280 → `65,280`. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** 40970000 → `40.97 M`. */
export function large(value: number): string {
  const steps: readonly [number, string][] = [
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ];
  const step = steps.find(([size]) => value >= size);
  return step ? `${(value / step[0]).toFixed(2)}${thin}${step[1]}` : count(value);
}

/** Four significant digits, without trailing zeros. */
export function number(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** `1 image`, `2 images`. */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}
