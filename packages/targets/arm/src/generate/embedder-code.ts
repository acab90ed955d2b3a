import type { ModelCard } from "@multibatch/core";
import { type Network, shapeText } from "@multibatch/network";
import { type PlacedTensor, planMemory } from "../plan/plan.js";
import type { QuantisedNetwork } from "../quantise/quantise.js";
import { identifiersFor } from "./identifiers.js";
import { int16LayerCode } from "./int16-code.js";
import { layerCode } from "./layer-code.js";
import { WeightFile } from "./weight-file.js";

/** The parts of `embedder.c` that depend on the network. */
export interface EmbedderCode {
  readonly includes: string;
  readonly tensors: string;
  readonly layers: string;
  readonly calls: string;
  /** Identifier of the tensor that is the embedding. */
  readonly output: string;
  readonly arenaBytes: number;
  readonly weights: Uint8Array;
  /** Kernels that are used: names of files without `.h`. */
  readonly kernels: readonly string[];
}

/**
 * Writes the code that computes a network.
 *
 * @param quantised the same network on integers, where that is wanted
 */
export function embedderCode(
  network: Network,
  { input }: ModelCard,
  quantised?: QuantisedNetwork,
): EmbedderCode {
  const bytesOf = (tensor: string) => (quantised && !quantised.floats.has(tensor) ? 2 : 4);
  const plan = planMemory(network, bytesOf);
  const identifiers = identifiersFor([...plan.tensors.keys()]);
  const weights = new WeightFile();
  const context = { plan, identifiers, weights };
  const layers = network.layers.map((layer) => {
    const code = quantised ? int16LayerCode(layer, quantised, context) : layerCode(layer, context);
    const border = clearBorder(plan.tensors.get(layer.name)!, identifiers);
    return { ...code, calls: [...border, ...code.calls] };
  });
  const image = identifiers.get(network.input)!;
  const reading = quantised
    ? {
        call: `mb_read_image_int16(image, ${Object.values(quantised.image).join(", ")}`,
        kernel: "int16_image",
      }
    : {
        call: `mb_read_image(image, ${Object.values(input.normalisation).map(floatLiteral).join(", ")}`,
        kernel: "image",
      };
  const kernels = new Set([reading.kernel, ...layers.flatMap((code) => code.kernels)]);
  const calls = [
    ...clearBorder(plan.tensors.get(network.input)!, identifiers),
    `${reading.call}, arena, &${image});`,
    ...layers.flatMap((code) => code.calls),
  ];
  return {
    includes: [...kernels]
      .sort()
      .map((name) => `#include "kernels/${name}.h"`)
      .join("\n"),
    tensors: [...plan.tensors.values()].map((t) => tensorCode(t, identifiers)).join("\n\n"),
    layers: layers
      .map(({ comment, constant }) =>
        [`/* ${comment} */`, ...(constant ? [constant] : [])].join("\n"),
      )
      .join("\n\n"),
    calls: calls.map((line) => `    ${line}`).join("\n"),
    output: identifiers.get(network.output)!,
    arenaBytes: plan.arenaBytes,
    weights: weights.bytes(),
    kernels: [...kernels],
  };
}

function tensorCode(tensor: PlacedTensor, identifiers: ReadonlyMap<string, string>): string {
  const { shape, border, row, start } = tensor;
  const { top, left, bottom, right } = border;
  return [
    `static const mb_tensor ${identifiers.get(tensor.name)} = { /* ${shapeText(shape)} */`,
    `    .start = ${start},`,
    `    .height = ${shape.height}, .width = ${shape.width}, .channels = ${shape.channels},`,
    `    .row = ${row},`,
    `    .border = {${top}, ${left}, ${bottom}, ${right}},`,
    "};",
  ].join("\n");
}

function clearBorder(tensor: PlacedTensor, identifiers: ReadonlyMap<string, string>): string[] {
  const { top, left, bottom, right } = tensor.border;
  if (top + left + bottom + right === 0) return [];
  return [`mb_clear_border(arena, &${identifiers.get(tensor.name)}, ${tensor.bytes});`];
}

/** A number as a C float constant. */
export function floatLiteral(value: number): string {
  const text = String(Math.fround(value));
  return /[.e]/.test(text) ? `${text}f` : `${text}.0f`;
}
