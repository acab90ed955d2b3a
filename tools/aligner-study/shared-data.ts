import type { OpenedData } from "./experiment.js";

/** Data that is opened when it is first wanted, and once. */
export class SharedData {
  private opened?: Promise<OpenedData>;

  constructor(private readonly create: () => Promise<OpenedData>) {}

  open(): Promise<OpenedData> {
    this.opened ??= this.create();
    return this.opened;
  }

  async close(): Promise<void> {
    await (await this.opened)?.dataset.close();
  }
}
