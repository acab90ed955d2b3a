import { setImmediate } from "node:timers/promises";

/** How long work may hold the event loop. */
const turnMilliseconds = 20;

/** Cuts long work into turns of about 20 ms, so that progress shows and signals arrive. */
export class Turns {
  private start = performance.now();

  /** @param onTurn called after each turn */
  constructor(private readonly onTurn: () => void = () => {}) {}

  /** Call before each piece of work: lets the event loop run when the present turn is over. */
  async next(): Promise<void> {
    if (performance.now() - this.start < turnMilliseconds) return;
    this.onTurn();
    await setImmediate();
    this.start = performance.now();
  }
}
