/** A study that was stopped; what it had found is written down. */
export class StudyInterrupted extends Error {
  override readonly name = "StudyInterrupted";
}

/** @throws StudyInterrupted when the signal is aborted */
export function checkSignal(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new StudyInterrupted("The study was interrupted.");
}
