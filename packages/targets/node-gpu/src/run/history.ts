import { appendFile, readFile } from "node:fs/promises";
import type { EventOf } from "@multibatch/core";
import { writeFileAtomic } from "@multibatch/core/node";

/** What the history of a run keeps. */
export type HistoryEvent = EventOf<"step"> | EventOf<"validation">;

/** `history.jsonl`: one event a line, for plots and for machines. */
export class History {
  constructor(private readonly file: string) {}

  async add(event: HistoryEvent): Promise<void> {
    await appendFile(this.file, `${JSON.stringify(event)}\n`);
  }

  /** Drops what came after a step: a resumed run goes through it again. */
  async rewindTo(step: number): Promise<void> {
    const text = await readFile(this.file, "utf8").catch(() => "");
    const kept = text.split("\n").filter((line) => {
      // A crash may have cut the last line short.
      try {
        return (JSON.parse(line) as HistoryEvent).step <= step;
      } catch {
        return false;
      }
    });
    await writeFileAtomic(this.file, kept.map((line) => `${line}\n`).join(""));
  }
}
