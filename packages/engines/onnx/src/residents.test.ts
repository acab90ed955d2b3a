import { beforeEach, expect, it } from "vitest";
import { Residents } from "./residents.js";
import type { NativeTensor, Session } from "./session.js";

/** What was disposed, in order. */
let disposed: string[];
beforeEach(() => {
  disposed = [];
});

const disposable = (name: string) => ({ dispose: () => void disposed.push(name) });
const tensor = (name: string) => disposable(name) as unknown as NativeTensor;
const session = (name: string) => disposable(name) as unknown as Session;

it("disposes a session at once where none of its tensors is left", () => {
  const residents = new Residents();
  const [maker, x] = [session("maker"), tensor("x")];
  residents.add(x, maker);
  residents.drop(x);
  residents.retire(maker);
  expect(disposed).toEqual(["x", "maker"]);
});

it("disposes a session after the last of its tensors, and each tensor once", () => {
  const residents = new Residents();
  const [maker, other] = [session("maker"), session("other")];
  const [x, y, z] = [tensor("x"), tensor("y"), tensor("z")];
  residents.add(x, maker);
  residents.add(y, maker);
  residents.add(z, other);
  residents.retire(maker);
  residents.drop(x);
  residents.drop(x);
  expect(disposed).toEqual(["x"]);
  residents.drop(z);
  residents.drop(y);
  expect(disposed).toEqual(["x", "z", "y", "maker"]);
});

it("drops all tensors, and the sessions that waited for them", () => {
  const residents = new Residents();
  const [retired, living] = [session("retired"), session("living")];
  residents.add(tensor("x"), retired);
  residents.add(tensor("y"), living);
  residents.retire(retired);
  residents.clear();
  expect(disposed).toEqual(["x", "retired", "y"]);
});
