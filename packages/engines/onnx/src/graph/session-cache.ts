import type { Session } from "../session.js";
import { describeChange } from "./describe-change.js";

/** Evictions in a row, without a hit between them, after which the cache complains. */
const churn = 16;

/** Compiled sessions by structural key; the one unused for longest goes when it is full. */
export class SessionCache {
  private readonly sessions = new Map<string, Session>();
  private evictionsInARow = 0;
  private warned = false;

  constructor(
    private readonly capacity: number,
    private readonly warn: (message: string) => void,
    private readonly retire: (session: Session) => void,
  ) {}

  get(key: string): Session | undefined {
    const session = this.sessions.get(key);
    if (!session) return undefined;
    this.evictionsInARow = 0;
    this.sessions.delete(key);
    this.sessions.set(key, session);
    return session;
  }

  set(key: string, session: Session): void {
    if (this.sessions.size >= this.capacity) this.evict(key);
    this.sessions.set(key, session);
  }

  private evict(inFavourOf: string): void {
    const change = describeChange(inFavourOf, this.sessions.keys());
    const [oldest, session] = this.sessions.entries().next().value!;
    this.sessions.delete(oldest);
    this.retire(session);
    if (++this.evictionsInARow < churn || this.warned) return;
    this.warned = true;
    this.warn(
      `engine-onnx compiles a new graph on nearly every read: ${churn} of its ${this.capacity} ` +
        `sessions were thrown out without one being used again. The last one is new: ${change}. Keep ` +
        "shapes and attributes (slice bounds, filled values) the same from step to step, or raise the " +
        "option maxSessions.",
    );
  }

  clear(): void {
    for (const session of this.sessions.values()) this.retire(session);
    this.sessions.clear();
  }
}
