import type { ConvolutionShape } from "./convolution.js";

/** A convolution with the name that its layer has within the stage. */
export interface NamedConvolution extends ConvolutionShape {
  readonly name: string;
}

/** Part of an embedder at one resolution: convolutions, then perhaps a 2×2 max pooling. */
export interface Stage {
  readonly name: string;
  readonly convolutions: readonly NamedConvolution[];
  readonly pool: boolean;
}

/** Height or width behind the stages: a stride rounds up, a pooling rounds down. */
export function sizeBehind(stages: readonly Stage[], size: number): number {
  return stages.reduce((rest, { convolutions, pool }) => {
    const convolved = convolutions.reduce((side, { stride }) => Math.ceil(side / stride), rest);
    return pool ? Math.floor(convolved / 2) : convolved;
  }, size);
}

/** The smallest height or width of which the stages leave anything. */
export function smallestInput(stages: readonly Stage[]): number {
  let size = 1;
  while (sizeBehind(stages, size) < 1) size++;
  return size;
}
