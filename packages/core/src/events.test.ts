import { expect, it } from "vitest";
import { createEventStream, type ProgressEvent } from "./events.js";

it("hands every event to all listeners, typed ones only theirs, until they leave", () => {
  const stream = createEventStream();
  const all: ProgressEvent[] = [];
  const steps: number[] = [];
  const leave = stream.onAny((event) => all.push(event));
  stream.on("checkpoint", (event) => steps.push(event.step));
  stream.emit({ type: "checkpoint", step: 3, path: "a" });
  stream.emit({ type: "notice", level: "info", message: "hello" });
  leave();
  stream.emit({ type: "checkpoint", step: 4, path: "b" });
  expect(all.map((event) => event.type)).toEqual(["checkpoint", "notice"]);
  expect(steps).toEqual([3, 4]);
});
