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

/** Python with PyTorch: what `GPU_PACK_PYTHON` names, else `python3`. */
export const pythonOf = (environment = process.env) => environment.GPU_PACK_PYTHON || "python3";

/** PyTorch could not do what it was asked for. */
export class PeerError extends Error {}

/** `pytorch_step_gpu.py` in a process of its own, which keeps its network between orders. */
export class PytorchPeer {
  private readonly lines: AsyncIterator<string>;
  private log = "";

  private constructor(
    private readonly python: string,
    private readonly child: ChildProcessWithoutNullStreams,
  ) {
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
   * @throws PeerError when there is no PyTorch, or when its network is another one
   */
  static async start(
    network: NetworkDescription & { readonly image: readonly number[]; readonly batch: number },
    parameters: number,
    python = pythonOf(),
  ): Promise<PytorchPeer> {
    const peer = new PytorchPeer(python, spawn(python, [script, JSON.stringify(network)]));
    try {
      const facts = await peer.answer();
      if (facts.parameters === parameters) return peer;
      throw new PeerError(`Its network has ${facts.parameters} parameters, ours ${parameters}`);
    } catch (error) {
      peer.end();
      throw error;
    }
  }

  /** Runs steps. @returns the seconds that they took by its own clock @throws PeerError */
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
      throw new PeerError(`${this.python}: ${last || "ended without a word"}`);
    }
    return JSON.parse(value) as Record<string, unknown>;
  }
}
