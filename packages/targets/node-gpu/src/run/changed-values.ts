import type { Json } from "@multibatch/core";

/** A value that is another one than before; undefined stands for none. */
export interface ChangedValue {
  /** For example `model[0].dimensions`. */
  readonly path: string;
  readonly before: Json | undefined;
  readonly now: Json | undefined;
}

/** The values by which two plain JSON values differ, in the order of their paths in `before`. */
export function changedValues(
  before: Json | undefined,
  now: Json | undefined,
  path = "",
): ChangedValue[] {
  if (isParent(before) && isParent(now) && Array.isArray(before) === Array.isArray(now)) {
    const [old, fresh] = [childrenOf(before), childrenOf(now)];
    const keys = [...new Set([...Object.keys(old), ...Object.keys(fresh)])];
    return keys.flatMap((key) =>
      changedValues(old[key], fresh[key], childPath(path, key, Array.isArray(before))),
    );
  }
  return JSON.stringify(before) === JSON.stringify(now) ? [] : [{ path, before, now }];
}

/** For messages: `optimiser.learningRate was 0.01, now 0.02; threads was 2, now none`. */
export function describeChanges(changes: readonly ChangedValue[]): string {
  const show = (value: Json | undefined) => (value === undefined ? "none" : JSON.stringify(value));
  return changes
    .map(({ path, before, now }) => `${path} was ${show(before)}, now ${show(now)}`)
    .join("; ");
}

function isParent(value: Json | undefined): value is Json & object {
  return value !== null && typeof value === "object";
}

function childrenOf(value: Json & object): Readonly<Record<string, Json | undefined>> {
  return value as Readonly<Record<string, Json | undefined>>;
}

function childPath(parent: string, key: string, inList: boolean): string {
  if (inList) return `${parent}[${key}]`;
  return parent === "" ? key : `${parent}.${key}`;
}
