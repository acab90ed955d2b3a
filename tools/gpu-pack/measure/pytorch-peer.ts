import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { NetworkDescription } from "./describe-network.js";

/** What PyTorch is asked for. */
export interface Order {
  readonly task: "train" | "forward";
  readonly tf32: boolean;
  /** Whether the images lie on the card already. */
  readonly resident: boolean;
  readonly steps: number;
}

const script = fileURLToPath(new URL("./pytorch_step_gpu.py", import.meta.url));

/** Where Python with PyTorch is: `GPU_PACK_PYTHON`, else `python3`. */
export const python = process.env.GPU_PACK_PYTHON || "python3";

/** `pytorch_step_gpu.py` in a process of its own, which keeps its network between orders. */
export class PytorchPeer {
  private readonly lines: AsyncIterator<string>;
  private log = "";

  private constructor(private readonly child: ChildProcessWithoutNullStreams) {
    this.lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    child.stderr.on("data", (chunk) => {
      this.log += String(chunk);
    });
    // Without Python there is no line either, and `answer` says why.
    child.on("error", ({ message }) => {
      this.log += message;
    });
    child.stdin.on("error", () => {});
  }

  /**
   * Starts it.
   *
   * @param parameters that its network must have
   * @throws Error when there is no PyTorch, or when its network is another one
   */
  static async start(
    network: NetworkDescription & { readonly image: readonly number[]; readonly batch: number },
    parameters: number,
  ): Promise<PytorchPeer> {
    const peer = new PytorchPeer(spawn(python, [script, JSON.stringify(network)]));
    try {
      const facts = await peer.answer();
      if (facts.parameters === parameters) return peer;
      throw new Error(`its network has ${facts.parameters} parameters, ours ${parameters}`);
    } catch (error) {
      peer.end();
      throw error;
    }
  }

  /** Runs steps. @returns the seconds that they took by its own clock */
  async run(order: Order): Promise<number> {
    this.child.stdin.write(`${JSON.stringify(order)}\n`);
    return Number((await this.answer()).seconds);
  }

  end(): void {
    this.child.kill();
  }

  private async answer(): Promise<Record<string, unknown>> {
    const { value, done } = await this.lines.next();
    if (done) {
      // What it wrote last names the error; it may come after the end of its answers.
      await new Promise((resolve) => setTimeout(resolve, 200));
      const last = this.log.trim().split("\n").at(-1);
      throw new Error(`${python}: ${last || "ended without a word"}`);
    }
    return JSON.parse(value) as Record<string, unknown>;
  }
}
