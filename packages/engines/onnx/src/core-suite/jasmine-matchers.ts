import { inspect, isDeepStrictEqual } from "node:util";
import type { Spy } from "./jasmine-spies.js";

/** What `jasmine.arrayWithExactContents` gives: the elements in any order. */
export class ExactContents {
  constructor(readonly sample: readonly unknown[]) {}
}

const text = (value: unknown) =>
  inspect(value, { depth: 3, breakLength: Number.POSITIVE_INFINITY });

function equal(actual: unknown, expected: unknown): boolean {
  if (!(expected instanceof ExactContents)) return isDeepStrictEqual(actual, expected);
  const rest = [...expected.sample];
  const found = (actual as unknown[]).every((item) => {
    const position = rest.findIndex((candidate) => isDeepStrictEqual(item, candidate));
    if (position >= 0) rest.splice(position, 1);
    return position >= 0;
  });
  return found && rest.length === 0;
}

/** The error that a function throws; none if it returns. */
function thrownBy(action: () => unknown): { readonly error: unknown } | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return { error };
  }
}

/** Whether an error fits what `toThrowError` was given: a class, a message, or both. */
function fits(error: Error, expected: readonly unknown[]): boolean {
  return expected.every((wanted) => {
    if (wanted === undefined) return true;
    if (typeof wanted === "function") return error instanceof (wanted as new () => Error);
    return wanted instanceof RegExp ? wanted.test(error.message) : error.message === wanted;
  });
}

type Test = (actual: never, ...expected: never[]) => boolean;

const tests = {
  toBe: (a: unknown, b: unknown) => a === b || (Number.isNaN(a) && Number.isNaN(b)),
  toEqual: equal,
  toBeTrue: (a: unknown) => a === true,
  toBeFalse: (a: unknown) => a === false,
  toBeTruthy: (a: unknown) => Boolean(a),
  toBeFalsy: (a: unknown) => !a,
  toBeNull: (a: unknown) => a === null,
  toBeUndefined: (a: unknown) => a === undefined,
  toBeDefined: (a: unknown) => a !== undefined,
  toBeNaN: (a: unknown) => Number.isNaN(a),
  toBeGreaterThan: (a: number, b: number) => a > b,
  toBeGreaterThanOrEqual: (a: number, b: number) => a >= b,
  toBeLessThan: (a: number, b: number) => a < b,
  toBeLessThanOrEqual: (a: number, b: number) => a <= b,
  toBeCloseTo: (a: number, b: number, digits = 2) => Math.abs(a - b) < 10 ** -digits / 2,
  toBeInstanceOf: (a: unknown, type: new () => object) => a instanceof type,
  toContain: (a: readonly unknown[] | string, item: never) => a.includes(item),
  toMatch: (a: string, pattern: RegExp | string) => new RegExp(pattern).test(a),
  toThrow: (action: () => unknown) => thrownBy(action) !== undefined,
  toThrowError: (action: () => unknown, ...expected: unknown[]) => {
    const thrown = thrownBy(action);
    return thrown?.error instanceof Error && fits(thrown.error, expected);
  },
  toHaveBeenCalled: (spy: Spy) => spy.calls.count() > 0,
  toHaveBeenCalledTimes: (spy: Spy, times: number) => spy.calls.count() === times,
  toHaveBeenCalledWith: (spy: Spy, ...given: unknown[]) =>
    spy.calls.all().some(({ args }) => isDeepStrictEqual(args, given)),
} satisfies Record<string, Test>;

type Matchers = Readonly<
  Record<keyof typeof tests, (...operands: unknown[]) => string | undefined>
>;

function describeFailure(name: string, actual: unknown, expected: readonly unknown[]): string {
  const threw = name.startsWith("toThrow") && thrownBy(actual as () => unknown);
  const seen = threw ? `an error: ${String(threw.error)}` : text(actual);
  return `Expected ${seen} ${name} ${expected.map(text).join(", ")}`.trim();
}

function matcherTable(wanted: boolean): Matchers {
  return Object.fromEntries(
    Object.entries(tests).map(([name, test]) => {
      const matcher = (actual: unknown, ...expected: unknown[]) =>
        (test as (...operands: unknown[]) => boolean)(actual, ...expected) === wanted
          ? undefined
          : describeFailure(wanted ? name : `not ${name}`, actual, expected);
      return [name, matcher];
    }),
  ) as unknown as Matchers;
}

/** Matchers by name; those of `negated` follow `expect(…).not`. */
export const matchers = matcherTable(true);
export const negated = matcherTable(false);
