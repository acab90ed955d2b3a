import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { writeTinyModelFolder } from "@multibatch/conformance";
import { bundleRuntime } from "./bundle-runtime.js";
import { nodeCommand, processors } from "./processors.js";

/**
 * Holds the embeddings of @multibatch/target-wasm on emulated ARM processors to those of this machine,
 * bit for bit: `npx jiti tools/arm-node/check.ts [--model <folder>] [--images 4] [--packages <folder>]`.
 * A processor that cannot be emulated here is skipped, and it is said what would help.
 */
const { values } = parseArgs({
  options: {
    model: { type: "string" },
    images: { type: "string", default: "4" },
    packages: { type: "string", default: process.cwd() },
  },
});

const place = await mkdtemp(join(tmpdir(), "multibatch-arm-"));
try {
  const model = values.model ?? join(place, "tiny model");
  if (values.model === undefined) await writeTinyModelFolder(model);
  const program = await bundleRuntime(place);
  const expected = await run([process.execPath], program, model);
  console.log(`${expected.architecture}: Node ${expected.node}`);
  for (const processor of processors) {
    const command = await nodeCommand(processor, values.packages);
    if (!command) {
      console.warn(`SKIPPED: ${processor.name} cannot be emulated here. ${processor.remedy}`);
      continue;
    }
    const { node, bits } = await run(command, program, model);
    const equal = bits === expected.bits;
    console.log(`${processor.name}, Node ${node}: ${equal ? "equal, bit for bit" : "DIFFERENT"}`);
    if (!equal) process.exitCode = 1;
  }
} finally {
  await rm(place, { recursive: true });
}

interface Answer {
  readonly architecture: string;
  readonly node: string;
  readonly milliseconds: number;
  /** The embeddings' bytes in base 64. */
  readonly bits: string;
}

async function run(command: readonly string[], program: string, model: string): Promise<Answer> {
  const [file, ...rest] = command;
  const { stdout } = await promisify(execFile)(file, [...rest, program, model, values.images]);
  return JSON.parse(stdout) as Answer;
}
