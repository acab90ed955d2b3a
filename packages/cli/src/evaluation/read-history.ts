import { readFile } from "node:fs/promises";
import type { EventOf } from "@multibatch/core";

/** An event that the history of a run keeps. */
export type HistoryEvent = EventOf<"step"> | EventOf<"validation">;

/**
 * Reads `history.jsonl`, one event a line; undefined where there is none. Lines that are torn or of
 * another kind are passed over: a curve with a point less is better than no report.
 */
export async function readHistory(file: string): Promise<HistoryEvent[] | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text?.split("\n").flatMap((line) => {
    const event = parse(line);
    return event?.type === "step" || event?.type === "validation" ? [event] : [];
  });
}

function parse(line: string): HistoryEvent | undefined {
  try {
    return (JSON.parse(line) ?? undefined) as HistoryEvent | undefined;
  } catch {
    return undefined;
  }
}
