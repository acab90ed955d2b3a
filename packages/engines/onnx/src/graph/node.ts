import type { Kernel } from "../kernels/kernel.js";
import { type TensorMeta, Value } from "./value.js";

let created = 0;

/** One call of a tfjs kernel that was recorded and not yet computed. */
export class Node {
  /** Order of recording; inputs of a node always have smaller numbers than the node. */
  readonly id = created++;
  readonly outputs: readonly Value[];
  /** Kernel and attributes as text: what the node does, apart from its inputs. */
  readonly signature: string;

  constructor(
    readonly kernel: Kernel,
    /** Emptied once the node was computed, so that a chain of steps is not kept alive. */
    public inputs: readonly (Value | undefined)[],
    readonly attributes: unknown,
    outputs: readonly TensorMeta[],
  ) {
    this.outputs = outputs.map((meta, index) => new Value(meta.shape, meta.dtype, this, index));
    this.signature = `${kernel.name}${JSON.stringify(attributes, exactNumber) ?? ""}`;
  }
}

/** JSON has no word for infinities, NaN and −0; attributes do contain them. */
function exactNumber(_key: string, value: unknown): unknown {
  if (typeof value !== "number") return value;
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? value : String(value);
}
