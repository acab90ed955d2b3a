import type { ElementType, TensorMeta } from "./value.js";

/**
 * How a tensor lies in memory: `plain` is tfjs's own order; `channels-first` holds a tensor of
 * shape [n, h, w, c] as [n, c, h, w], which the convolutions of ONNX want; `blocked` holds it as
 * [n, c/b, h, w, b], b channels of a pixel side by side, which those of ONNX Runtime like best.
 * ONNX Runtime gives a blocked tensor the shape [n, c, h, w].
 */
export type Layout = "plain" | "channels-first" | "blocked";

/** A tensor in a graph that is being written: its ONNX name in one or more layouts. */
export class GraphTensor implements TensorMeta {
  readonly names: { [layout in Layout]?: string };

  constructor(
    /** The logical shape, as tfjs sees it, whatever the layout. */
    readonly shape: readonly number[],
    readonly dtype: ElementType,
    name: string,
    /** The layout that it was computed in; the others are copies in another order. */
    readonly layout: Layout = "plain",
  ) {
    this.names = { [layout]: name };
  }
}

/** [n, h, w, c] → [n, c, h, w]. */
export function channelsFirstShape([n, h, w, c]: readonly number[]): number[] {
  return [n, c, h, w];
}
