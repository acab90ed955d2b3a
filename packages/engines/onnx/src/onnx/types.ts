/** Element types that the engine writes into ONNX graphs. */
export type OnnxType = "float32" | "int32" | "int64" | "bool" | "uint8" | "float64";

/** Numbers of `TensorProto.DataType`. */
export const onnxTypeCode: Readonly<Record<OnnxType, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float64: 11,
};

/** A tensor as it stands in a graph's signature; a string is a symbolic dimension. */
export interface OnnxValueInfo {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly (number | string)[];
}

/** A constant of a graph: raw little-endian bytes. */
export interface OnnxInitializer {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}
