import { type ChildProcessWithoutNullStreams, execFile, spawn } from "node:child_process";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ModelCard } from "@multibatch/core";
import { importModule } from "@multibatch/core/node";
import type { Contender, Embedded, Entrant } from "./contender.js";
import { nativeProgram } from "./native-program.js";

interface Exporter {
  exportArm(modelFolder: string, outFolder: string): Promise<{ readonly weightBytes: number }>;
}

/** The C export of target-arm, compiled for this machine by its own C compiler. */
export function nativeEntrant({
  folder,
  card,
  cwd,
}: {
  readonly folder: string;
  readonly card: ModelCard;
  readonly cwd: string;
}): Entrant {
  const name = "C export";
  return {
    name,
    enter: async () => {
      const exporter = await importModule("@multibatch/target-arm", cwd);
      const place = await mkdtemp(join(tmpdir(), "multibatch-bench-"));
      try {
        const { exportArm } = exporter as unknown as Exporter;
        await exportArm(folder, place);
        const program = await compile(place);
        const { size } = await stat(program);
        return new NativeContender(name, size, spawn(program), card.output.dimensions, place);
      } catch (error) {
        await rm(place, { recursive: true, force: true });
        throw error;
      }
    },
  };
}

/** Compiles all of the export but its example, with a program that answers to pipes. */
async function compile(place: string): Promise<string> {
  await writeFile(join(place, "answer.c"), nativeProgram);
  const examples = new Set(["main.c", "netpbm.c"]);
  const sources = (await readdir(place, { recursive: true })).filter(
    (file) => file.endsWith(".c") && !examples.has(file),
  );
  const program = join(place, "answer");
  const flags = ["-std=c99", "-O3", "-march=native", "-I.", "-o", program];
  await promisify(execFile)("cc", [...flags, ...sources, "-lm"], { cwd: place }).catch((error) => {
    const { code } = error as NodeJS.ErrnoException;
    throw code === "ENOENT" ? new Error("there is no C compiler (cc)", { cause: error }) : error;
  });
  return program;
}

class NativeContender implements Contender {
  readonly threads = 1;
  readonly note = "native";

  constructor(
    readonly name: string,
    /** The weights are in the program. */
    readonly modelBytes: number,
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly dimensions: number,
    private readonly place: string,
  ) {}

  async embed(pixels: Uint8Array, count: number): Promise<Embedded> {
    const answer = this.read(16 + 4 * count * this.dimensions);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(count);
    this.child.stdin.write(size);
    this.child.stdin.write(pixels);
    const bytes = await answer;
    return {
      milliseconds: bytes.readDoubleLE(0),
      processorMilliseconds: bytes.readDoubleLE(8),
      embeddings: new Float32Array(bytes.buffer.slice(bytes.byteOffset + 16), 0),
    };
  }

  async dispose(): Promise<void> {
    this.child.stdin.end();
    await rm(this.place, { recursive: true, force: true });
  }

  private read(length: number): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const { stdout } = this.child;
      const parts: Buffer[] = [];
      let missing = length;
      const ended = () => reject(new Error("the compiled program ended"));
      const take = (part: Buffer) => {
        parts.push(part);
        missing -= part.length;
        if (missing > 0) return;
        stdout.off("data", take);
        this.child.off("exit", ended);
        // A buffer of its own, in which the numbers are aligned.
        const whole = Buffer.from(new ArrayBuffer(length));
        Buffer.concat(parts).copy(whole);
        resolve(whole);
      };
      stdout.on("data", take);
      this.child.once("exit", ended);
    });
  }
}
