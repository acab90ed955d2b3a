import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { archiveFolder, mebibytes } from "./pack/archive.js";
import { type PackArguments, packHelp, parsePackArguments } from "./pack/arguments.js";
import { fillFolder } from "./pack/fill-folder.js";

const tell = (line: string) => console.error(line);

/** Fills the folder, or packs one into the file. */
async function pack({ output, folder, node }: PackArguments): Promise<void> {
  if (folder !== undefined) {
    await fillFolder(folder, node, tell);
    console.log(folder);
    return;
  }
  const scratch = await mkdtemp(join(tmpdir(), "multibatch-pack-"));
  try {
    const contents = join(scratch, "gpu-pack");
    await fillFolder(contents, node, tell);
    tell("Compressing …");
    console.log(`${output}: ${mebibytes(await archiveFolder(contents, output))}`);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

try {
  const asked = parsePackArguments(process.argv.slice(2));
  if (asked === "help") console.log(packHelp);
  else await pack(asked);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
