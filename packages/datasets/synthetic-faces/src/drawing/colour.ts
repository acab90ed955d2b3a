/** Red, green and blue, 0…1, as the display shows them (gamma-encoded). */
export type Colour = readonly [red: number, green: number, blue: number];

/** Goes from `first` (0) to `second` (1); shares outside 0…1 go on beyond, clamped to 0…1. */
export function mixColours(first: Colour, second: Colour, share: number): Colour {
  return mapColour(first, (value, channel) => value + (second[channel] - value) * share);
}

/** Brightens (above 1) or darkens (below 1). */
export function scaleColour(colour: Colour, factor: number): Colour {
  return mapColour(colour, (value) => value * factor);
}

/** Colour at a position of 0…1 along stops that are equally far apart. */
export function colourAlong(stops: readonly Colour[], position: number): Colour {
  const place = Math.min(Math.max(position, 0), 1) * (stops.length - 1);
  const index = Math.min(Math.floor(place), stops.length - 2);
  return mixColours(stops[index], stops[index + 1], place - index);
}

/** Brightness of a colour, 0…1, by the weights of ITU-R BT.601. */
export function luminance(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

function mapColour(colour: Colour, change: (value: number, channel: number) => number): Colour {
  const at = (channel: 0 | 1 | 2) => Math.min(Math.max(change(colour[channel], channel), 0), 1);
  return [at(0), at(1), at(2)];
}
