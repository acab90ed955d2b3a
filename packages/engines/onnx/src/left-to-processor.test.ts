import { describe, expect, it } from "vitest";
import { GraphWriter } from "./graph/graph-writer.js";
import { leftToProcessor } from "./left-to-processor.js";

/** Whether a convolution of so many channels is left to the processor. */
function leaves(from: number, to: number, group = 1): boolean {
  const graph = new GraphWriter();
  graph.convolution(["x", "w"], { kernel_shape: [3, 3], group }, { from, to });
  return leftToProcessor("webgpu", graph.nodes).length === 1;
}

describe("what the WebGPU provider must not take", () => {
  it("convolutions that it reads three channels at a time, more than three of them", () => {
    const wrong = [6, 9, 15, 18, 21, 30];
    expect(wrong.filter((from) => leaves(from, 8))).toEqual(wrong);
    expect([1, 2, 3, 4, 5, 7, 10, 12, 36].filter((from) => leaves(from, 8))).toEqual([]);
    expect(leaves(6, 6)).toBe(false);
    expect(leaves(6, 12, 6)).toBe(false);
  });

  it("max pooling that is asked for indices", () => {
    const graph = new GraphWriter();
    graph.nodeWithOutputs("MaxPool", ["x"], 1);
    graph.nodeWithOutputs("MaxPool", ["x"], 2);
    expect(leftToProcessor("webgpu", graph.nodes)).toEqual([graph.nodes[1].name]);
  });

  it("nothing on other devices", () => {
    const graph = new GraphWriter();
    graph.nodeWithOutputs("MaxPool", ["x"], 2);
    expect(leftToProcessor("cpu", graph.nodes)).toEqual([]);
    expect(leftToProcessor("cuda", graph.nodes)).toEqual([]);
  });
});
