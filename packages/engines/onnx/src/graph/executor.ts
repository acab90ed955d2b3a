import { EngineError, messageOf } from "@multibatch/core";
import { blockSize } from "../block-size.js";
import type { BufferPool } from "../buffer-pool.js";
import { leftToProcessor } from "../left-to-processor.js";
import { type NativeTensor, nativeTensor, Session, type SessionSettings } from "../session.js";
import type { Statistics } from "../statistics.js";
import { compile, leafName, targetName } from "./compile.js";
import { collectPending, type PendingGraph, structuralKey } from "./pending-graph.js";
import type { SessionCache } from "./session-cache.js";
import { sizeOf, type Value } from "./value.js";

/** Computes pending values: one compiled session for all of them. */
export class Executor {
  private readonly blockSize?: number;

  constructor(
    private readonly settings: SessionSettings,
    private readonly cache: SessionCache,
    private readonly pool: BufferPool,
    private readonly statistics: Statistics,
  ) {
    // The blocked layout is that of the processor's kernels.
    this.blockSize = settings.device === "cpu" ? blockSize() : undefined;
  }

  /**
   * Fills in the data of all targets.
   *
   * @throws EngineError that names the tfjs kernel at fault
   */
  compute(targets: readonly Value[]): void {
    const graph = collectPending(targets);
    const session = this.sessionFor(graph);
    this.run(session, graph);
    for (const node of graph.nodes) node.inputs = [];
    this.statistics.runs++;
  }

  private sessionFor(graph: PendingGraph): Session {
    const key = structuralKey(graph);
    const known = this.cache.get(key);
    if (known) return known;
    let session: Session;
    try {
      const { model, nodes } = compile(graph, this.blockSize);
      session = new Session(model, this.settings, leftToProcessor(this.settings.device, nodes));
    } catch (error) {
      throw namingKernel("compile", error);
    }
    this.cache.set(key, session);
    this.statistics.sessionsCompiled++;
    return session;
  }

  private run(session: Session, graph: PendingGraph): void {
    const feeds: Record<string, NativeTensor> = {};
    graph.leaves.forEach((leaf, index) => {
      feeds[leafName(index)] = nativeTensor(leaf.dtype, leaf.data!, leaf.shape);
    });
    const fetches: Record<string, NativeTensor | null> = {};
    const spares = graph.targets.map((target, index) => {
      const spare = this.pool.take(target.dtype, sizeOf(target.shape));
      fetches[targetName(index)] = spare ? nativeTensor(target.dtype, spare, target.shape) : null;
      return spare;
    });
    const start = performance.now();
    let results: Record<string, NativeTensor>;
    try {
      results = session.run(feeds, fetches);
    } catch (error) {
      throw namingKernel("compute", error);
    } finally {
      this.statistics.millisecondsInRuns += performance.now() - start;
    }
    graph.targets.forEach((target, index) => {
      // The binding copies what was written into a spare array: that copy is best forgotten young.
      target.data = spares[index] ?? results[targetName(index)].data;
      target.recyclable = target.dtype !== "bool";
    });
  }
}

/** ONNX Runtime names the node at fault, and our nodes are named after the kernels they serve. */
function namingKernel(verb: string, error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const message = messageOf(error);
  const kernel = /([A-Za-z_0-9]+)#\d+\//.exec(message)?.[1];
  const where = kernel ? `the tfjs kernel "${kernel}"` : "a recorded graph";
  return new EngineError(`ONNX Runtime could not ${verb} ${where}: ${message}`, {
    cause: error,
  });
}
