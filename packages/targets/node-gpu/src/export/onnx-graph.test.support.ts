/** A node of an ONNX graph. */
export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** What of an ONNX file tells its cost. */
export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  /** Shapes of the weights, by name. */
  readonly weights: ReadonlyMap<string, readonly number[]>;
}

/** One field of a protocol buffer. */
interface Field {
  readonly number: number;
  /** Payload of a length-delimited field, else empty. */
  readonly bytes: Uint8Array;
  /** Value of a variable-length integer, else 0. */
  readonly integer: number;
}

// Numbers of the fields in onnx.proto.
const ofModel = { graph: 7 };
const ofGraph = { node: 1, initializer: 5, output: 12 };
const ofNode = { input: 1, output: 2, operator: 4 };
const ofTensor = { dims: 1, name: 8 };
const ofValue = { name: 1 };

/** Reads the graph of an ONNX file by the format's definition, without the writer's help. */
export function readOnnxGraph(file: Uint8Array): OnnxGraph {
  const graph = fieldsOf(file).find(({ number }) => number === ofModel.graph)!.bytes;
  const fields = fieldsOf(graph);
  return {
    nodes: fields.filter(({ number }) => number === ofGraph.node).map(({ bytes }) => nodeOf(bytes)),
    weights: new Map(
      fields
        .filter(({ number }) => number === ofGraph.initializer)
        .map(({ bytes }) => weightOf(bytes)),
    ),
  };
}

/** The file with results of nodes as further outputs, so that their shapes can be seen. */
export function exposeOutputs(file: Uint8Array, names: readonly string[]): Uint8Array {
  const text = new TextEncoder();
  const outputs = names.map((name) =>
    lengthDelimited(ofGraph.output, lengthDelimited(ofValue.name, text.encode(name))),
  );
  const parts = fieldsOf(file).map((field) =>
    field.number === ofModel.graph
      ? lengthDelimited(ofModel.graph, concatenate([field.bytes, ...outputs]))
      : field.whole,
  );
  return concatenate(parts);
}

function nodeOf(bytes: Uint8Array): OnnxNode {
  const fields = fieldsOf(bytes);
  const texts = (wanted: number) =>
    fields.filter(({ number }) => number === wanted).map((field) => textOf(field.bytes));
  return {
    operator: texts(ofNode.operator)[0],
    inputs: texts(ofNode.input),
    outputs: texts(ofNode.output),
  };
}

function weightOf(bytes: Uint8Array): [string, number[]] {
  const fields = fieldsOf(bytes);
  const name = textOf(fields.find(({ number }) => number === ofTensor.name)!.bytes);
  const dims = fields.filter(({ number }) => number === ofTensor.dims);
  // Integers of a list stand each in a field, or packed in one.
  return [
    name,
    dims.flatMap((field) => (field.bytes.length > 0 ? packed(field.bytes) : field.integer)),
  ];
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** The fields of a message, in their order, each with its bytes as they stand in the message. */
function fieldsOf(message: Uint8Array): (Field & { readonly whole: Uint8Array })[] {
  const fields: (Field & { whole: Uint8Array })[] = [];
  let at = 0;
  const next = () => {
    const { value, end } = integerAt(message, at);
    at = end;
    return value;
  };
  while (at < message.length) {
    const start = at;
    const tag = next();
    let bytes = new Uint8Array();
    let integer = 0;
    switch (tag % 8) {
      case 0:
        integer = next();
        break;
      case 1:
        at += 8;
        break;
      case 2: {
        const length = next();
        bytes = message.slice(at, at + length);
        at += length;
        break;
      }
      case 5:
        at += 4;
        break;
      default:
        throw new Error(`There is no field of wire type ${tag % 8}.`);
    }
    const whole = message.subarray(start, at);
    fields.push({ number: Math.floor(tag / 8), bytes, integer, whole });
  }
  return fields;
}

/** Integers one behind the other. */
function packed(bytes: Uint8Array): number[] {
  const integers: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { value, end } = integerAt(bytes, at);
    integers.push(value);
    at = end;
  }
  return integers;
}

/** An integer of seven bits a byte, the lowest first. */
function integerAt(bytes: Uint8Array, start: number): { value: number; end: number } {
  let value = 0;
  for (let at = start, scale = 1; ; at++, scale *= 128) {
    value += (bytes[at] % 128) * scale;
    if (bytes[at] < 128) return { value, end: at + 1 };
  }
}

function lengthDelimited(number: number, payload: Uint8Array): Uint8Array {
  return concatenate([integer(number * 8 + 2), integer(payload.length), payload]);
}

function integer(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.from([...bytes, rest]);
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
