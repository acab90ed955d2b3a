import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import * as tf from "@tensorflow/tfjs-core";

/** A compute shader as tfjs-backend-webgpu runs it. */
export type Program = Parameters<WebGPUBackend["runWebGPUProgram"]>[0];

/** Numbers that a program takes beside its tensors, in the order in which it declares them. */
export type Uniforms = NonNullable<Parameters<WebGPUBackend["runWebGPUProgram"]>[3]>;

/** What a program of one thread for each number of its result is made of. */
export interface ElementProgram {
  /** Another one for each other code. */
  readonly key: string;
  /** Names of the tensors in the code, in the order in which they are given. */
  readonly tensors: readonly string[];
  readonly outputShape: readonly number[];
  /** Fields of WGSL, such as `pads : vec2<i32>,`. */
  readonly uniforms?: string;
  /** WGSL with a function `element(index : i32) -> f32`, the number at that index of the result. */
  readonly code: string;
}

const threads = 64;

/** A program that computes each number of its result by itself. */
export function elementProgram(given: ElementProgram): Program {
  const { key, tensors, outputShape, uniforms, code } = given;
  return {
    shaderKey: key,
    variableNames: [...tensors],
    outputShape: [...outputShape],
    uniforms,
    size: true,
    workgroupSize: [threads, 1, 1],
    dispatchLayout: { x: outputShape.map((_, axis) => axis) },
    dispatch: [Math.ceil(tf.util.sizeFromShape([...outputShape]) / threads), 1, 1],
    getUserCode: () => `
      ${code}
      fn main(index : i32) {
        if (index < uniforms.size) { result[index] = element(index); }
      }`,
  };
}

/** Whole numbers as one uniform: up to four of them, a vector. */
export function integers(...data: number[]): Uniforms[number] {
  return { type: "int32", data };
}
