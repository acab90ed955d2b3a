import { type EventSink, messageOf } from "@multibatch/core";

/** Reports what went wrong without ending the run. */
export function warn(emit: EventSink, what: string, error: unknown): void {
  emit({ type: "notice", level: "warning", message: `${what}: ${messageOf(error)}` });
}
