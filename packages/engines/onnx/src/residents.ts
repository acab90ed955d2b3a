import type { NativeTensor, Session } from "./session.js";

/**
 * Tensors that lie in a device's memory, and the sessions that computed them: the memory is a session's,
 * so it may only go after the last of its tensors.
 */
export class Residents {
  private readonly makers = new Map<NativeTensor, Session>();
  private readonly counts = new Map<Session, number>();
  private readonly retired = new Set<Session>();

  add(tensor: NativeTensor, maker: Session): void {
    this.makers.set(tensor, maker);
    this.counts.set(maker, (this.counts.get(maker) ?? 0) + 1);
  }

  /** Gives a tensor's memory back. */
  drop(tensor: NativeTensor): void {
    const maker = this.makers.get(tensor);
    if (!maker) return;
    this.makers.delete(tensor);
    tensor.dispose();
    const left = this.counts.get(maker)! - 1;
    if (left > 0) this.counts.set(maker, left);
    else this.counts.delete(maker);
    if (left === 0 && this.retired.delete(maker)) maker.dispose();
  }

  /** Disposes a session now, or after the last of its tensors. */
  retire(session: Session): void {
    if (this.counts.has(session)) this.retired.add(session);
    else session.dispose();
  }

  clear(): void {
    for (const tensor of [...this.makers.keys()]) this.drop(tensor);
  }
}
