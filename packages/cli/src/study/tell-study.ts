import type { StudyDocument } from "@multibatch/study";
import { showPath } from "../terminal/format.js";
import type { Terminal } from "../terminal/terminal.js";

/** Writes what a study found, and tells where; with `--json` the data themselves are told. */
export async function tellStudy(
  folder: string,
  document: StudyDocument,
  data: object,
  terminal: Terminal,
  cwd: string,
): Promise<void> {
  const { writeStudy } = await import("@multibatch/study");
  const files = await writeStudy(folder, document, data);
  if (terminal.json) terminal.printJson({ ...data, files });
  else terminal.print(`Written: ${files.map((file) => showPath(file, cwd)).join(", ")}`);
}
