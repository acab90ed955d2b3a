import type { WeightArray } from "./weight-file.js";

/**
 * Brings a kernel `[taps, channels]` to panels `[channels / width, taps, width]`, in the order in which
 * the C code reads it; the last panel is filled up with zeros.
 */
export function packPanels<T extends WeightArray>(kernel: T, channels: number, width: number): T {
  const taps = kernel.length / channels;
  const panels = Math.ceil(channels / width);
  const packed = emptyLike(kernel, panels * taps * width);
  for (let tap = 0; tap < taps; tap++) {
    for (let channel = 0; channel < channels; channel++) {
      const panel = Math.floor(channel / width);
      packed[(panel * taps + tap) * width + (channel % width)] = kernel[tap * channels + channel];
    }
  }
  return packed;
}

/** Numbers of the channels, filled up with zeros to whole panels. */
export function padPanels<T extends WeightArray>(values: T, width: number): T {
  const padded = emptyLike(values, Math.ceil(values.length / width) * width);
  padded.set(values);
  return padded;
}

/**
 * Fills each row of a kernel `[rows, run, channels]` up with zeros, so that its run is a multiple of
 * four: the C code takes four numbers of a row at a time.
 */
export function padRuns<T extends WeightArray>(kernel: T, rows: number, channels: number): T {
  const run = kernel.length / rows / channels;
  const wholeRun = 4 * Math.ceil(run / 4);
  const padded = emptyLike(kernel, rows * wholeRun * channels);
  for (let row = 0; row < rows; row++) {
    const values = kernel.subarray(row * run * channels, (row + 1) * run * channels);
    padded.set(values, row * wholeRun * channels);
  }
  return padded;
}

function emptyLike<T extends WeightArray>(values: T, length: number): T {
  return new (values.constructor as new (length: number) => T)(length);
}
