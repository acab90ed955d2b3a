import { EngineError, messageOf } from "@multibatch/core";
import { blockSize } from "../block-size.js";
import type { BufferPool } from "../buffer-pool.js";
import { kernels } from "../kernels/index.js";
import { leftToProcessor } from "../left-to-processor.js";
import type { Residents } from "../residents.js";
import { type NativeTensor, nativeTensor, Session, type SessionSettings } from "../session.js";
import type { Statistics } from "../statistics.js";
import { compile, leafName, targetName } from "./compile.js";
import { Node } from "./node.js";
import { collectPending, type PendingGraph, structuralKey } from "./pending-graph.js";
import type { SessionCache } from "./session-cache.js";
import { sizeOf, type Value } from "./value.js";

/** What a run leaves in the device's memory, as positions among the targets. */
type Staying = ReadonlySet<number>;

const reshape = kernels.find(({ name }) => name === "Reshape")!;

/** Computes pending values: one compiled session for all of them. */
export class Executor {
  private readonly blockSize?: number;

  constructor(
    private readonly settings: SessionSettings,
    private readonly cache: SessionCache,
    private readonly pool: BufferPool,
    private readonly residents: Residents,
    private readonly statistics: Statistics,
  ) {
    // The blocked layout is that of the processor's kernels.
    this.blockSize = settings.device === "cpu" ? blockSize() : undefined;
  }

  /**
   * Computes all targets. On a device whose memory ONNX Runtime's binding can hold on to, that is
   * WebGPU's, they stay there.
   *
   * @param read the one whose data is wanted now
   * @throws EngineError that names the tfjs kernel at fault
   */
  compute(targets: readonly Value[], read?: Value): void {
    const graph = collectPending(targets);
    const staying = this.staying(graph, read);
    this.run(this.sessionFor(graph, staying), graph, staying);
    for (const node of graph.nodes) node.inputs = [];
    this.statistics.runs++;
  }

  /** Brings a value's elements from the device. */
  fetch(value: Value): void {
    const [copy] = new Node(reshape, [value], { shape: value.shape }, [value]).outputs;
    this.compute([copy], copy);
    value.data = copy.data;
  }

  private staying({ targets }: PendingGraph, read?: Value): Staying {
    if (this.settings.device !== "webgpu") return new Set();
    const places = targets.keys();
    return new Set(
      [...places].filter((i) => targets[i] !== read && targets[i].dtype === "float32"),
    );
  }

  private sessionFor(graph: PendingGraph, staying: Staying): Session {
    const stayOnDevice = [...staying].map(targetName);
    const key = [structuralKey(graph), ...stayOnDevice].join(" ");
    const known = this.cache.get(key);
    if (known) return known;
    let session: Session;
    try {
      const { model, nodes } = compile(graph, this.blockSize);
      session = new Session(model, this.settings, {
        leftToProcessor: leftToProcessor(this.settings.device, nodes),
        stayOnDevice,
      });
    } catch (error) {
      throw namingKernel("compile", error);
    }
    this.cache.set(key, session);
    this.statistics.sessionsCompiled++;
    return session;
  }

  private run(session: Session, graph: PendingGraph, staying: Staying): void {
    const feeds: Record<string, NativeTensor> = {};
    graph.leaves.forEach((leaf, index) => {
      feeds[leafName(index)] = leaf.resident ?? nativeTensor(leaf.dtype, leaf.data!, leaf.shape);
    });
    const fetches: Record<string, NativeTensor | null> = {};
    const spares = graph.targets.map((target, index) => {
      // Beside results that stay on the device, the binding does not write into given arrays.
      const mayReuse = staying.size === 0;
      const spare = mayReuse ? this.pool.take(target.dtype, sizeOf(target.shape)) : undefined;
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
      const result = results[targetName(index)];
      if (result.location === "gpu-buffer") {
        target.resident = result;
        this.residents.add(result, session);
        return;
      }
      // The binding copies what was written into a spare array: that copy is best forgotten young.
      target.data = spares[index] ?? result.data;
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
