/** A rectangle of whole pixels. */
export interface PixelRectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The central region of an image that a crop keeps: `round(side · region)` pixels a side, at least one. */
export function regionOf(
  size: { readonly height: number; readonly width: number },
  region: number,
): PixelRectangle {
  const width = Math.max(1, Math.round(size.width * region));
  const height = Math.max(1, Math.round(size.height * region));
  return {
    left: Math.floor((size.width - width) / 2),
    top: Math.floor((size.height - height) / 2),
    width,
    height,
  };
}
