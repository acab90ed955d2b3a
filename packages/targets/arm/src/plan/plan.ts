import {
  type Border,
  type Convolution,
  elements,
  type Network,
  type Shape,
} from "@multibatch/network";
import { placeInArena } from "./arena.js";

/** A tensor with its place in memory. */
export interface PlacedTensor {
  readonly name: string;
  readonly shape: Shape;
  /** Zeros that the convolutions which read it need around it. */
  readonly border: Border;
  /** Numbers from one row to the next. */
  readonly row: number;
  /** Position of the pixel in row 0 and column 0, in bytes. */
  readonly start: number;
  /** Size of a number. */
  readonly bytes: number;
}

/** Where everything is while a network is computed. */
export interface Plan {
  readonly tensors: ReadonlyMap<string, PlacedTensor>;
  /** Size of the scratch memory. */
  readonly arenaBytes: number;
}

/** Fully connected layers make whole panels of this many channels. */
export const fullyConnectedPanel = 32;

/** Kernels read ahead, so some bytes lie past the end of the last tensor. */
const readAhead = 64;

/**
 * Gives each tensor of a network its border and its place.
 *
 * @param bytesOf size of a number in the tensor of this name
 */
export function planMemory(network: Network, bytesOf: (tensor: string) => number): Plan {
  const { layers } = network;
  const made = [
    { name: network.input, shape: network.inputShape, panel: 1 },
    ...layers.map(({ name, shape, kind }) => ({
      name,
      shape,
      panel: kind === "fully-connected" ? fullyConnectedPanel : 1,
    })),
  ];
  const blocks = made.map(({ name, shape, panel }, position) => {
    const border = borderOf(network, name);
    const row = (border.left + shape.width + border.right) * shape.channels;
    const rows = border.top + shape.height + border.bottom;
    const size = panel === 1 ? rows * row : Math.ceil(elements(shape) / panel) * panel;
    const readers = layers.flatMap(({ inputs }, i) => (inputs.includes(name) ? [i + 1] : []));
    const last = name === network.output ? layers.length + 1 : Math.max(position, ...readers);
    const bytes = bytesOf(name);
    return { name, shape, border, row, bytes, size: bytes * size, first: position, last };
  });
  const { offsets, size } = placeInArena(blocks);
  const tensors = blocks.map(({ name, shape, border, row, bytes }, i): [string, PlacedTensor] => {
    const start = offsets[i] + bytes * (border.top * row + border.left * shape.channels);
    return [name, { name, shape, border, row, start, bytes }];
  });
  return { tensors: new Map(tensors), arenaBytes: size + readAhead };
}

/** The widest padding of the convolutions that read a tensor, on each side. */
function borderOf({ layers }: Network, tensor: string): Border {
  const paddings = layers
    .filter((layer): layer is Convolution => layer.kind === "convolution")
    .filter(({ inputs }) => inputs.includes(tensor))
    .map(({ padding }) => padding);
  const widest = (side: keyof Border) => Math.max(0, ...paddings.map((padding) => padding[side]));
  return {
    top: widest("top"),
    left: widest("left"),
    bottom: widest("bottom"),
    right: widest("right"),
  };
}
