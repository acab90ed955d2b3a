import { createRequire } from "node:module";
import { ExactContents } from "./jasmine-matchers.js";

type AnyFunction = (...args: unknown[]) => unknown;

interface Call {
  readonly args: readonly unknown[];
}

/** A function that keeps a record of its calls. */
export interface Spy extends AnyFunction {
  readonly calls: {
    count(): number;
    all(): readonly Call[];
    first(): Call;
    mostRecent(): Call;
    reset(): void;
  };
  readonly and: {
    callThrough(): Spy;
    callFake(fake: AnyFunction): Spy;
    returnValue(value: unknown): Spy;
    returnValues(...values: unknown[]): Spy;
    throwError(error: unknown): Spy;
  };
}

/** Puts back what spies replaced, in the order of their making. */
const restorations: (() => void)[] = [];

/** How many spies are at work: a mark to go back to at the end of a test or of a suite. */
export const spiesAtWork = () => restorations.length;

/** Removes the spies that were made since there were `count`. */
export function removeSpies(count: number): void {
  for (const restore of restorations.splice(count).reverse()) restore();
}

function createSpy(_name?: string, original: AnyFunction = () => undefined): Spy {
  const calls: Call[] = [];
  let behave: AnyFunction = () => undefined;
  const spy = function (this: unknown, ...args: unknown[]) {
    calls.push({ args });
    return behave.apply(this, args);
  } as unknown as Spy;
  const behaving = (next: AnyFunction) => {
    behave = next;
    return spy;
  };
  return Object.assign(spy, {
    calls: {
      count: () => calls.length,
      all: () => calls,
      first: () => calls[0],
      mostRecent: () => calls[calls.length - 1],
      reset: () => void calls.splice(0),
    },
    and: {
      callThrough: () => behaving(original),
      callFake: behaving,
      returnValue: (value: unknown) => behaving(() => value),
      returnValues: (...values: unknown[]) => behaving(() => values.shift()),
      throwError: (error: unknown) =>
        behaving(() => {
          throw error;
        }),
    },
  });
}

function spyOn(object: Record<string, unknown>, method: string): Spy {
  const own = Object.getOwnPropertyDescriptor(object, method);
  const spy = createSpy(method, object[method] as AnyFunction);
  object[method] = spy;
  restorations.push(() => {
    if (own) Object.defineProperty(object, method, own);
    else delete object[method];
  });
  return spy;
}

/** jasmine itself is not installed; the file that loads it wants to set its time limit. */
const jasmineCore = { core: () => ({}) };
const nodeRequire = createRequire(import.meta.url);
const require = Object.assign(
  (name: string) => (name.startsWith("jasmine-core") ? jasmineCore : nodeRequire(name)),
  { resolve: nodeRequire.resolve },
);

/** Global names that have to do with spying, and `jasmine` itself. */
export const spies = {
  spyOn,
  require,
  jasmine: {
    createSpy,
    arrayWithExactContents: (sample: readonly unknown[]) => new ExactContents(sample),
    DEFAULT_TIMEOUT_INTERVAL: 20_000,
  },
};
