import { matchers, negated } from "./jasmine-matchers.js";
import { removeSpies, spies, spiesAtWork } from "./jasmine-spies.js";

/*
 * As much of jasmine as tfjs-core's tests use: they are collected when their files are imported,
 * and run one after the other.
 */

type Body = (done?: DoneFunction) => unknown;
type DoneFunction = (() => void) & { fail(message?: unknown): void };

interface Suite {
  readonly name: string;
  readonly parent?: Suite;
  readonly beforeAll: Body[];
  readonly beforeEach: Body[];
  readonly afterEach: Body[];
  readonly afterAll: Body[];
  readonly children: (Suite | Spec)[];
}

interface Spec {
  readonly name: string;
  readonly body: Body;
}

/** What became of a test. */
export interface Outcome {
  /** Names of the suites around it and its own, joined by spaces. */
  readonly name: string;
  /** Message of the first failure; none if it passed. */
  readonly failure?: string;
}

const makeSuite = (name: string, parent?: Suite): Suite => ({
  name,
  parent,
  beforeAll: [],
  beforeEach: [],
  afterEach: [],
  afterAll: [],
  children: [],
});

/** Milliseconds after which a test counts as failed. */
const timeLimit = 20_000;

/** Collects tests through the global functions that they call. */
export class Jasmine {
  private root = makeSuite("");
  private current = this.root;
  private failures: unknown[] = [];

  /** Defines jasmine's global functions, and a `require` for the one file that asks for jasmine. */
  install(): void {
    const hook = (kind: "beforeAll" | "beforeEach" | "afterEach" | "afterAll") => (body: Body) =>
      void this.current[kind].push(body);
    const ignore = () => {};
    Object.assign(globalThis, {
      describe: (name: string, body: () => void) => this.describe(name, body),
      xdescribe: ignore,
      it: (name: string, body: Body) => void this.current.children.push({ name, body }),
      xit: ignore,
      beforeAll: hook("beforeAll"),
      beforeEach: hook("beforeEach"),
      afterEach: hook("afterEach"),
      afterAll: hook("afterAll"),
      fail: (message: unknown) => {
        this.failures.push(message);
      },
      expect: (actual: unknown) => this.expect(actual),
      expectAsync: (actual: Promise<unknown>) => ({
        toBeRejectedWithError: (expected?: unknown) =>
          actual.then(
            () => void this.failures.push("The promise was not rejected."),
            (error) => this.check(() => matchers.toThrowError(() => throwing(error), expected)),
          ),
      }),
      ...spies,
    });
  }

  private describe(name: string, body: () => void): void {
    const suite = makeSuite(name, this.current);
    this.current.children.push(suite);
    this.current = suite;
    body();
    this.current = suite.parent!;
  }

  private expect(actual: unknown): object {
    const bind = (table: typeof matchers) =>
      Object.fromEntries(
        Object.entries(table).map(([name, matcher]) => [
          name,
          (...expected: unknown[]) => this.check(() => matcher(actual, ...expected)),
        ]),
      );
    return { ...bind(matchers), nothing: () => {}, not: bind(negated) };
  }

  private check(matcher: () => string | undefined): void {
    const failure = matcher();
    if (failure !== undefined) this.failures.push(new Error(failure));
  }

  /** Runs what was collected so far, and forgets it. */
  async run(report: (outcome: Outcome) => void): Promise<void> {
    const { root } = this;
    this.root = this.current = makeSuite("");
    await this.runSuite(root, [], report);
  }

  private async runSuite(
    suite: Suite,
    around: readonly Suite[],
    report: (outcome: Outcome) => void,
  ): Promise<void> {
    const path = [...around, suite];
    const spies = spiesAtWork();
    for (const hook of suite.beforeAll) await perform(hook);
    for (const child of suite.children) {
      if ("body" in child) report(await this.runSpec(child, path));
      else await this.runSuite(child, path, report);
    }
    for (const hook of suite.afterAll) await perform(hook);
    removeSpies(spies);
  }

  private async runSpec(spec: Spec, path: readonly Suite[]): Promise<Outcome> {
    this.failures = [];
    const spies = spiesAtWork();
    const attempt = async (body: Body) => {
      try {
        await perform(body);
      } catch (error) {
        this.failures.push(error);
      }
    };
    for (const body of path.flatMap((suite) => suite.beforeEach)) await attempt(body);
    if (this.failures.length === 0) await attempt(spec.body);
    for (const body of path.toReversed().flatMap((suite) => suite.afterEach)) await attempt(body);
    removeSpies(spies);
    const name = nameOf([...path, spec]);
    const [first] = this.failures;
    return { name, failure: this.failures.length > 0 ? textOf(first) : undefined };
  }
}

/** tfjs-core adds the flags of the environment to the name of each suite: here always none. */
function nameOf(parts: readonly { readonly name: string }[]): string {
  const words = parts.map(({ name }) => name.replace(/ *\{\} *$/, "")).join(" ");
  return words.replace(/\s+/g, " ").trim();
}

function throwing(error: unknown): never {
  throw error;
}

const textOf = (failure: unknown) => (failure instanceof Error ? failure.message : String(failure));

/** Runs a test or a hook, which returns a promise, takes a callback, or is done on return. */
async function perform(body: Body): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("The test took too long.")), timeLimit);
  });
  const called = new Promise<void>((resolve, reject) => {
    if (body.length === 0) return resolve(body() as Promise<void>);
    const done = Object.assign(() => resolve(), {
      fail: (message?: unknown) => reject(message ?? new Error("done.fail() was called.")),
    });
    body(done);
  });
  try {
    await Promise.race([called, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
