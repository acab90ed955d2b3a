import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What one node of a compiled graph cost. */
export interface NodeTime {
  /** tfjs kernel that the node serves, with its place in the graph: `Conv2D#12`. */
  readonly kernel: string;
  readonly operator: string;
  /** Shapes of the operands. */
  readonly shapes: string;
  /** Milliseconds in each run. */
  readonly times: number[];
}

interface Event {
  readonly cat: string;
  readonly name: string;
  readonly dur: number;
  readonly args: {
    readonly op_name?: string;
    readonly input_type_shape?: readonly Record<string, readonly number[]>[];
  };
}

/** Times by the names of the nodes, for each trace of ONNX Runtime in a folder. */
export function readTraces(folder: string): Map<string, NodeTime>[] {
  return readdirSync(folder)
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .map((file) => readTrace(join(folder, file)));
}

function readTrace(file: string): Map<string, NodeTime> {
  const nodes = new Map<string, NodeTime>();
  for (const { cat, name, dur, args } of JSON.parse(readFileSync(file, "utf8")) as Event[]) {
    if (cat !== "Node" || !name.endsWith("_kernel_time")) continue;
    const node = nodes.get(name) ?? {
      kernel: name.split("/")[0].replace("_kernel_time", ""),
      operator: args.op_name ?? "",
      shapes: (args.input_type_shape ?? [])
        .flatMap((input) => Object.values(input).map((shape) => `[${shape}]`))
        .join(" "),
      times: [],
    };
    node.times.push(dur / 1000);
    nodes.set(name, node);
  }
  return nodes;
}
