/**
 * Brings a kernel `[taps, channels]` to panels `[channels / width, taps, width]`, in the order in which
 * the C code reads it; the last panel is filled up with zeros.
 */
export function packPanels(kernel: Float32Array, channels: number, width: number): Float32Array {
  const taps = kernel.length / channels;
  const panels = Math.ceil(channels / width);
  const packed = new Float32Array(panels * taps * width);
  for (let tap = 0; tap < taps; tap++) {
    for (let channel = 0; channel < channels; channel++) {
      const panel = Math.floor(channel / width);
      packed[(panel * taps + tap) * width + (channel % width)] = kernel[tap * channels + channel];
    }
  }
  return packed;
}

/** Numbers of the channels, filled up with zeros to whole panels. */
export function padPanels(values: Float32Array, width: number): Float32Array {
  const padded = new Float32Array(Math.ceil(values.length / width) * width);
  padded.set(values);
  return padded;
}
