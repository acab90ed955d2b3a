import { EngineError } from "@multibatch/core";
import type { OnnxAttributes } from "../onnx/attributes.js";
import type { OnnxNode } from "../onnx/model-writer.js";
import { type OnnxInitializer, type OnnxType, onnxTypeCode } from "../onnx/types.js";
import { channelsFirstShape, GraphTensor, type Layout } from "./graph-tensor.js";
import type { TensorMeta } from "./value.js";

/** A dimension that is known only when the model runs: the batch of an exported model. */
export interface SymbolicBatch {
  /** A large prime that stands for the batch while the model is recorded. */
  readonly standIn: number;
  /** Name of the graph input whose first dimension is the batch. */
  readonly input: string;
}

export interface GraphWriterOptions {
  readonly batch?: SymbolicBatch;
  readonly blockSize?: number;
}

/** Past the end of any dimension: where a slice means 'up to the end'. */
const toTheEnd = 2 ** 31 - 1;

/** Writes the nodes and constants of one ONNX graph; kernels lower themselves through it. */
export class GraphWriter {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxInitializer[] = [];
  private readonly constants = new Map<string, string>();
  /** Names that results of the graph had before. */
  private readonly renamed = new Map<string, string>();
  private label = "";
  private names = 0;

  readonly batch?: SymbolicBatch;
  /** Channels in a block of the blocked layout; without it only standard operators are written. */
  readonly blockSize?: number;

  constructor({ batch, blockSize }: GraphWriterOptions = {}) {
    this.batch = batch;
    this.blockSize = blockSize;
  }

  /** Names the nodes that follow after the kernel that wants them, for error messages. */
  begin(label: string): void {
    this.label = label;
  }

  /** Adds a node with one output and returns the output's name. */
  node(type: string, inputs: readonly (string | undefined)[], attributes?: OnnxAttributes): string {
    return this.nodeWithOutputs(type, inputs, 1, attributes)[0];
  }

  /** Adds a node and returns the names of its outputs. */
  nodeWithOutputs(
    type: string,
    inputs: readonly (string | undefined)[],
    count: number,
    attributes: OnnxAttributes = {},
    domain?: string,
  ): string[] {
    const outputs = Array.from({ length: count }, () => this.newName());
    const name = `${this.label}/${type}/${outputs[0]}`;
    const operands = inputs.map((input) => (input ? this.currentName(input) : ""));
    this.nodes.push({ name, type, inputs: operands, outputs, attributes, domain });
    return outputs;
  }

  /** Adds a convolution of images channels first. @param channels on both sides of it */
  convolution(
    inputs: readonly string[],
    attributes: OnnxAttributes,
    channels: { readonly from: number; readonly to: number },
  ): string {
    const name = this.node("Conv", inputs, attributes);
    this.nodes.push({ ...this.nodes.pop()!, channels });
    return name;
  }

  /** Adds a node of ONNX Runtime's operators for the blocked layout. */
  blockedNode(
    type: string,
    inputs: readonly (string | undefined)[],
    attributes: OnnxAttributes = {},
  ): string {
    return this.nodeWithOutputs(type, inputs, 1, attributes, "com.microsoft.nchwc")[0];
  }

  /**
   * Names a tensor as a result of the graph: the node that makes it takes the name, and where there
   * is none, or it has such a name already, a copy does.
   */
  result(name: string, as: string): void {
    const made = this.nodes.some(({ outputs }) => outputs.includes(name));
    if (!made) {
      const node = { name: `${this.label}/${as}`, type: "Identity", outputs: [as], attributes: {} };
      this.nodes.push({ ...node, inputs: [this.currentName(name)] });
      return;
    }
    this.renamed.set(name, as);
    const rename = (names: readonly string[]) => names.map((each) => this.currentName(each));
    this.nodes.forEach((node, i) => {
      if (![...node.inputs, ...node.outputs].includes(name)) return;
      this.nodes[i] = { ...node, inputs: rename(node.inputs), outputs: rename(node.outputs) };
    });
  }

  private currentName(name: string): string {
    return this.renamed.get(name) ?? name;
  }

  private newName(): string {
    return `t${this.names++}`;
  }

  // Constants

  /** A constant list of integers, as shapes, axes and bounds are written. */
  int64(values: readonly number[]): string {
    return this.constant("int64", [values.length], values);
  }

  /** A constant scalar. */
  scalar(value: number, type: OnnxType = "float32"): string {
    return this.constant(type, [], [value]);
  }

  /** A constant tensor; equal small ones are written once. */
  constant(type: OnnxType, shape: readonly number[], values: ArrayLike<number>): string {
    const key =
      values.length <= 64 ? `${type}[${shape}]${Array.from(values, exactText)}` : undefined;
    const known = key === undefined ? undefined : this.constants.get(key);
    if (known) return known;
    const name = this.newName();
    this.initializer(name, type, shape, values);
    if (key !== undefined) this.constants.set(key, name);
    return name;
  }

  /** A constant tensor under a name of the caller's. */
  initializer(
    name: string,
    type: OnnxType,
    shape: readonly number[],
    values: ArrayLike<number>,
  ): string {
    this.initializers.push({ name, type, shape, bytes: littleEndianBytes(type, values) });
    return name;
  }

  // Layouts

  /** A result in the layout that it was computed in. */
  tensor(name: string, meta: TensorMeta, layout: Layout = "plain"): GraphTensor {
    return new GraphTensor(meta.shape, meta.dtype, name, layout);
  }

  /** Name of a tensor in tfjs's own order. */
  plain({ names, shape }: GraphTensor): string {
    const { blocked, "channels-first": channelsFirst } = names;
    names.plain ??= channelsFirst
      ? this.reorder(channelsFirst, shape, shape, [0, 2, 3, 1])
      : this.unblocked(blocked!, shape, 1);
    return names.plain;
  }

  /** Name of a tensor of shape [n, h, w, c] as [n, c, h, w]. */
  channelsFirst({ names, shape }: GraphTensor): string {
    const { blocked, plain } = names;
    names["channels-first"] ??= plain
      ? this.reorder(plain, shape, channelsFirstShape(shape), [0, 3, 1, 2])
      : this.unblocked(blocked!, shape, 0);
    return names["channels-first"];
  }

  /** Whether a tensor of so many channels can lie in blocks. */
  fillsBlocks(channels: number): boolean {
    return this.blockSize !== undefined && channels % this.blockSize === 0;
  }

  /** Name of a tensor of shape [n, h, w, c] in blocks of channels; c must fill them. */
  blocked(tensor: GraphTensor): string {
    tensor.names.blocked ??= this.blockedNode("ReorderInput", [this.channelsFirst(tensor)]);
    return tensor.names.blocked;
  }

  private unblocked(name: string, [, , , c]: readonly number[], channelsLast: 0 | 1): string {
    return this.blockedNode("ReorderOutput", [name], { channels: c, channels_last: channelsLast });
  }

  private reorder(
    name: string,
    [, h, w, c]: readonly number[],
    to: readonly number[],
    perm: readonly number[],
  ): string {
    const orderIsTheSame = c === 1 || h * w === 1;
    return orderIsTheSame ? this.reshape(name, to) : this.transpose(name, perm);
  }

  // Operators with operands that need care

  reshape(name: string, shape: readonly number[]): string {
    return this.node("Reshape", [name, this.int64(this.reshapeTarget(shape))]);
  }

  /** The one element of a tensor as a tensor without dimensions. */
  reshapeToScalar(name: string): string {
    return this.node("Reshape", [name, this.int64([])]);
  }

  /** The dimension that contains a symbolic batch becomes −1: whatever is left. */
  private reshapeTarget(shape: readonly number[]): readonly number[] {
    const symbolic = shape.filter((dimension) => this.dependsOnBatch(dimension));
    if (symbolic.length === 0) return shape;
    if (symbolic.length > 1) this.refuse(`a reshape to [${shape}], where it occurs twice`);
    return shape.map((dimension) => (this.dependsOnBatch(dimension) ? -1 : dimension));
  }

  transpose(name: string, perm: readonly number[]): string {
    return this.node("Transpose", [name], { perm });
  }

  cast(name: string, to: OnnxType): string {
    return this.node("Cast", [name], { to: onnxTypeCode[to] });
  }

  /** Repeats dimensions of size 1 until the tensor has the shape. */
  expand(name: string, shape: readonly number[]): string {
    return this.node("Expand", [name, this.shapeTensor(shape)]);
  }

  /** A shape as a tensor, with the batch taken from the graph's input where it is symbolic. */
  shapeTensor(shape: readonly number[]): string {
    if (!shape.some((dimension) => this.dependsOnBatch(dimension))) return this.int64(shape);
    const { standIn, input } = this.batch!;
    const batch = this.node("Shape", [input], { start: 0, end: 1 });
    const parts = shape.map((dimension) => {
      if (!this.dependsOnBatch(dimension)) return this.int64([dimension]);
      const factor = dimension / standIn;
      return factor === 1 ? batch : this.node("Mul", [batch, this.int64([factor])]);
    });
    return parts.length === 1 ? parts[0] : this.node("Concat", parts, { axis: 0 });
  }

  /** Elements from `starts` up to and without `ends`, along `axes`. */
  slice(
    name: string,
    shape: readonly number[],
    starts: readonly number[],
    ends: readonly number[],
    axes: readonly number[],
    steps?: readonly number[],
  ): string {
    const bounds = ends.map((end, i) => (end === shape[axes[i]] ? toTheEnd : end));
    for (const bound of [...starts, ...bounds]) {
      if (this.dependsOnBatch(bound)) this.refuse("a slice with bounds that depend on it");
    }
    const operands = [name, this.int64(starts), this.int64(bounds), this.int64(axes)];
    if (steps?.some((step) => step !== 1)) operands.push(this.int64(steps));
    return this.node("Slice", operands);
  }

  /** `ifTrue` where the condition holds, else `ifFalse`; there is no such operator for bool. */
  where(condition: string, ifTrue: string, ifFalse: string, dtype = "float32"): string {
    if (dtype !== "bool") return this.node("Where", [condition, ifTrue, ifFalse]);
    const bytes = [this.cast(ifTrue, "uint8"), this.cast(ifFalse, "uint8")];
    return this.cast(this.node("Where", [condition, ...bytes]), "bool");
  }

  dependsOnBatch(dimension: number): boolean {
    const { batch } = this;
    return batch !== undefined && dimension !== 0 && dimension % batch.standIn === 0;
  }

  private refuse(where: string): never {
    throw new EngineError(
      `The model cannot be written with a symbolic batch: ${this.label} has ${where}. ` +
        "Write the model so that the batch stays the first dimension.",
    );
  }
}

function exactText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

const arrayOf = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  bool: Uint8Array,
  uint8: Uint8Array,
};

/** ONNX stores raw data in little-endian order, which is that of every machine Node runs on. */
function littleEndianBytes(type: OnnxType, values: ArrayLike<number>): Uint8Array {
  const array =
    type === "int64" ? BigInt64Array.from(Array.from(values), BigInt) : arrayOf[type].from(values);
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
