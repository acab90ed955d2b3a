import type { Distance, ModelCard } from "@multibatch/core";
import type { Network } from "@multibatch/network";
import type { QuantisedNetwork } from "../quantise/quantise.js";
import { embedderCode, floatLiteral } from "./embedder-code.js";
import { fillTemplate } from "./templates.js";
import { cArray, checksum } from "./weight-file.js";

/** The files of an export by their path. */
export interface GeneratedFiles {
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  readonly arenaBytes: number;
  readonly weightBytes: number;
}

/** Kernels without a `.c` file: all of them is in the header. */
const headerKernels = new Set(["tile", "vector", "walk", "int16_tile", "int16_vector"]);

/** What the files of a kernel include beyond themselves. */
const included: Readonly<Record<string, readonly string[]>> = {
  convolution: ["tile", "walk"],
  int16_convolution: ["int16_tile", "int16_vector", "tile", "walk"],
  int16_fully_connected: ["int16_vector"],
  int16_image: ["int16_vector"],
  int16_pooling: ["int16_vector"],
  int16_warp: ["int16_vector"],
};

/** What most kernels include. */
const alwaysNeeded = ["activation", "tensor", "vector"];

/**
 * Writes all files of an export into memory.
 *
 * @param quantised the same network on integers, where that is wanted
 */
export async function generateFiles(
  network: Network,
  card: ModelCard,
  quantised?: QuantisedNetwork,
): Promise<GeneratedFiles> {
  const code = embedderCode(network, card, quantised);
  const kernels = [
    ...new Set([
      ...alwaysNeeded,
      ...code.kernels,
      ...code.kernels.flatMap((kernel) => included[kernel] ?? []),
    ]),
  ];
  const sources = kernels.filter((name) => !headerKernels.has(name)).sort();
  const { crop } = card.input;
  const { arenaBytes } = code;
  const weightBytes = code.weights.length;
  const { term, root, words } = distanceCode(card.output.distance);
  const values = {
    MODEL: card.name.replaceAll("*/", ""),
    DIMENSIONS: card.output.dimensions,
    HEIGHT: crop.height,
    WIDTH: crop.width,
    CHANNELS: crop.channels,
    COLOUR: crop.channels === 1 ? "grey" : "red, green and blue",
    SUFFIX: crop.channels === 1 ? "pgm" : "ppm",
    ARENA_BYTES: arenaBytes,
    ARENA_KIB: Math.ceil(arenaBytes / 1024),
    WEIGHTS_BYTES: weightBytes,
    WEIGHTS_KIB: Math.ceil(weightBytes / 1024),
    THRESHOLD: floatLiteral(card.threshold.value),
    OPERATING_POINT: card.threshold.operatingPoint.replaceAll("*/", ""),
    DISTANCE: words,
    TERM: term,
    ROOT: root,
    COST: card.cost.multiplyAdds,
    PARAMETERS: card.cost.parameters,
    PRECISION: quantised ? "16-bit integers" : "32-bit floats",
    CHECKSUM: `0x${checksum(code.weights).toString(16)}u`,
    INCLUDES: code.includes,
    TENSORS: code.tensors,
    LAYERS: code.layers,
    CALLS: code.calls,
    OUTPUT: code.output,
    SOURCES: ["embedder.c", ...sources.map((name) => `kernels/${name}.c`)]
      .map((path) => `  ${path}`)
      .join("\n"),
  };
  const files = new Map<string, string | Uint8Array>();
  const templates = [
    ...["embedder.h", "embedder.c", "embedder_weights.h", "main.c", "netpbm.h", "netpbm.c"],
    ...["CMakeLists.txt", "README.md"],
    ...kernels.map((name) => `kernels/${name}.h`),
    ...sources.map((name) => `kernels/${name}.c`),
  ];
  for (const path of templates) files.set(path, await fillTemplate(path, values));
  files.set("weights.bin", code.weights);
  files.set("card.json", `${JSON.stringify(card, undefined, 2)}\n`);
  files.set("embedder_weights.c", weightArray(code.weights));
  return { files, arenaBytes, weightBytes };
}

function weightArray(weights: Uint8Array): string {
  return `#include "embedder_weights.h"

#if defined(__GNUC__)
__attribute__((aligned(64)))
#endif
const embedder_weights_array embedder_weights = {
    .words = {
${cArray(weights)}
    },
};
`;
}

/** The distance in C: the term of one difference, and what becomes of the sum. */
function distanceCode(distance: Distance): { term: string; root: string; words: string } {
  switch (distance.norm) {
    case "squared-l2":
      return {
        term: "difference * difference",
        root: "sum",
        words: "the sum of the squared differences",
      };
    case "l2":
      return { term: "difference * difference", root: "sqrtf(sum)", words: "Euclidean" };
    case "l1":
      return { term: "difference", root: "sum", words: "the sum of the absolute differences" };
    case "lp": {
      const p = floatLiteral(distance.p);
      return {
        term: `powf(difference, ${p})`,
        root: `powf(sum, 1 / ${p})`,
        words: `the p-norm of the difference with p = ${distance.p}`,
      };
    }
  }
}
