import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import * as tf from "@tensorflow/tfjs-core";
import { onnx } from "../index.js";
import { forwardWorkload, trainingWorkload } from "./measure.js";
import { type NodeTime, readTraces } from "./trace.js";

/*
 * Where the time of a step goes: the fastest run of each node, by operator and by tfjs kernel.
 *
 *     npm run profile -- [batch] [--threads=2] [--runs=9] [--forward] [--top=30]
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    threads: { type: "string" },
    runs: { type: "string", default: "9" },
    top: { type: "string", default: "30" },
    forward: { type: "boolean", default: false },
  },
});

const batch = Number(positionals[0] ?? 256);
const traces = mkdtempSync(join(tmpdir(), "onnx-profile-"));
tf.enableProdMode();
const session = await (await onnx({ traces }).create()).start({
  threads: values.threads === undefined ? undefined : Number(values.threads),
});
const workload = values.forward ? forwardWorkload(batch) : trainingWorkload(batch);
for (let run = 0; run < Number(values.runs) + 2; run++) workload.run();
workload.dispose();
await session.dispose();

const graphs = readTraces(traces);
rmSync(traces, { recursive: true });
// The step's own graph is the one that ran most often.
const runsOf = (graph: Map<string, NodeTime>) =>
  Math.max(0, ...[...graph.values()].map(({ times }) => times.length));
const graph = graphs.toSorted((a, b) => runsOf(b) - runsOf(a))[0];
const nodes = [...graph.values()];
const cost = ({ times }: NodeTime) => Math.min(...times);
const total = nodes.reduce((sum, node) => sum + cost(node), 0);

console.log(
  `batch ${batch}, ${session.threads} threads: ${nodes.length} nodes, ${total.toFixed(1)} ms in their fastest of ${runsOf(graph)} runs`,
);
print("operator", (node) => node.operator);
print("tfjs kernel", (node) => node.kernel.replace(/#\d+$/, ""));
print("node", (node) => `${node.kernel} ${node.operator} ${node.shapes}`, Number(values.top));

function print(title: string, nameOf: (node: NodeTime) => string, top = 20): void {
  const sums = new Map<string, number>();
  for (const node of nodes) {
    sums.set(nameOf(node), (sums.get(nameOf(node)) ?? 0) + cost(node));
  }
  console.log(`\nby ${title}`);
  for (const [name, sum] of [...sums].sort((a, b) => b[1] - a[1]).slice(0, top)) {
    const share = ((100 * sum) / total).toFixed(1);
    console.log(`${sum.toFixed(2).padStart(10)} ms ${share.padStart(5)} %  ${name}`);
  }
}
