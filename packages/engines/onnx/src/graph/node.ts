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
    this.signature = `${kernel.name}${attributes === undefined ? "" : exactText(attributes)}`;
  }
}

/**
 * Attributes as text, in the manner of JSON, which has no word for infinities, NaN and −0; they do
 * occur. Written by hand because every node of every step needs it, and JSON takes five times as long.
 */
function exactText(value: unknown): string {
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  let text = "";
  if (Array.isArray(value)) {
    for (const element of value) text += `,${exactText(element)}`;
    return `[${text.slice(1)}]`;
  }
  for (const [key, part] of Object.entries(value)) {
    if (part !== undefined) text += `,"${key}":${exactText(part)}`;
  }
  return `{${text.slice(1)}}`;
}
