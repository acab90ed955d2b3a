import protobuf from "protobufjs/minimal.js";
import type { OnnxAttribute, OnnxAttributes } from "./attributes.js";
import { type OnnxInitializer, type OnnxValueInfo, onnxTypeCode } from "./types.js";

/** Version of the ONNX operator set that graphs are written for; only standard operators occur. */
export const opset = 21;

/** Version of the ONNX file format: the first that knows opset 21. */
const irVersion = 10;

/** An operator with its operands by name; `""` stands for an operand left out. */
export interface OnnxNode {
  readonly name: string;
  readonly type: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: OnnxAttributes;
  /** Set of operators that it comes from; the standard ones where left out. */
  readonly domain?: string;
  /** Channels on both sides of a convolution; no part of the file. */
  readonly channels?: { readonly from: number; readonly to: number };
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxInitializer[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
}

type Message = protobuf.Writer;

const lengthDelimited = 2;
const tag = (field: number, wire: number) => (field << 3) | wire;

/** Writes an embedded message into a field. */
function embed(message: Message, field: number, write: (inner: Message) => void): void {
  message.uint32(tag(field, lengthDelimited)).fork();
  write(message);
  message.ldelim();
}

function text(message: Message, field: number, value: string): void {
  message.uint32(tag(field, lengthDelimited)).string(value);
}

function integer(message: Message, field: number, value: number): void {
  message.uint32(tag(field, 0)).int64(value);
}

/** Serialises a graph as a `ModelProto`; field numbers are those of onnx.proto3. */
export function writeModel(graph: OnnxGraph): Uint8Array {
  const model = protobuf.Writer.create();
  integer(model, 1, irVersion);
  text(model, 2, "multibatch");
  embed(model, 7, (message) => writeGraph(message, graph));
  const domains = new Set(graph.nodes.map(({ domain = "" }) => domain).concat(""));
  for (const domain of domains) {
    embed(model, 8, (message) => {
      text(message, 1, domain);
      integer(message, 2, domain === "" ? opset : 1);
    });
  }
  return model.finish();
}

function writeGraph(message: Message, graph: OnnxGraph): void {
  for (const node of graph.nodes) embed(message, 1, (inner) => writeNode(inner, node));
  text(message, 2, "multibatch");
  for (const constant of graph.initializers) {
    embed(message, 5, (inner) => {
      for (const dimension of constant.shape) integer(inner, 1, dimension);
      integer(inner, 2, onnxTypeCode[constant.type]);
      text(inner, 8, constant.name);
      inner.uint32(tag(9, lengthDelimited)).bytes(constant.bytes);
    });
  }
  for (const info of graph.inputs) embed(message, 11, (inner) => writeValueInfo(inner, info));
  for (const info of graph.outputs) embed(message, 12, (inner) => writeValueInfo(inner, info));
}

function writeNode(message: Message, node: OnnxNode): void {
  for (const name of node.inputs) text(message, 1, name);
  for (const name of node.outputs) text(message, 2, name);
  text(message, 3, node.name);
  text(message, 4, node.type);
  if (node.domain) text(message, 7, node.domain);
  for (const [name, value] of Object.entries(node.attributes)) {
    embed(message, 5, (inner) => writeAttribute(inner, name, value));
  }
}

/** Numbers of `AttributeProto.AttributeType`. */
const attributeType = { float: 1, int: 2, string: 3, ints: 7 } as const;

function writeAttribute(message: Message, name: string, value: OnnxAttribute): void {
  text(message, 1, name);
  if (typeof value === "number") {
    integer(message, 3, value);
    integer(message, 20, attributeType.int);
  } else if (typeof value === "string") {
    text(message, 4, value);
    integer(message, 20, attributeType.string);
  } else if ("float" in value) {
    message.uint32(tag(2, 5)).float(value.float);
    integer(message, 20, attributeType.float);
  } else {
    for (const item of value) integer(message, 8, item);
    integer(message, 20, attributeType.ints);
  }
}

function writeValueInfo(message: Message, info: OnnxValueInfo): void {
  text(message, 1, info.name);
  embed(message, 2, (type) => {
    embed(type, 1, (tensor) => {
      integer(tensor, 1, onnxTypeCode[info.type]);
      embed(tensor, 2, (shape) => {
        for (const dimension of info.shape) {
          embed(shape, 1, (inner) => {
            if (typeof dimension === "string") text(inner, 2, dimension);
            else integer(inner, 1, dimension);
          });
        }
      });
    });
  });
}
