/** An attribute of an ONNX node: integers as they are, a float marked as such. */
export type OnnxAttribute = number | string | readonly number[] | { readonly float: number };

export type OnnxAttributes = Readonly<Record<string, OnnxAttribute>>;

/** Marks a number as an attribute of type float. */
export const float = (value: number): OnnxAttribute => ({ float: value });
