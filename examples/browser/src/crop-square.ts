/** A square within a picture: its centre and its side as shares of the picture's size. */
export interface CropSquare {
  /** Centre, from 0 at the left edge to 1 at the right one. */
  readonly across: number;
  /** Centre, from 0 at the top edge to 1 at the bottom one. */
  readonly down: number;
  /** Side, as a share of the picture's shorter side. */
  readonly size: number;
}

/** Width and height of a picture in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The largest square in the middle. */
export const wholePicture: CropSquare = { across: 0.5, down: 0.5, size: 1 };

const smallest = 0.1;

/** The nearest square of a sensible size that lies inside of the picture. */
export function keepInside(square: CropSquare, picture: Size): CropSquare {
  const size = Math.min(1, Math.max(smallest, square.size));
  const side = size * Math.min(picture.width, picture.height);
  const within = (centre: number, length: number) => {
    const margin = side / 2 / length;
    return Math.min(1 - margin, Math.max(margin, centre));
  };
  return {
    size,
    across: within(square.across, picture.width),
    down: within(square.down, picture.height),
  };
}

/** A rectangle in pixels. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The square around a rectangle's centre whose side is `scale` times the rectangle's longer one. */
export function squareAround(
  { left, top, width, height }: Rectangle,
  picture: Size,
  scale: number,
): CropSquare {
  const square = {
    across: (left + width / 2) / picture.width,
    down: (top + height / 2) / picture.height,
    size: (scale * Math.max(width, height)) / Math.min(picture.width, picture.height),
  };
  return keepInside(square, picture);
}

/** The square in pixels of the picture. */
export function boxOf({ across, down, size }: CropSquare, picture: Size): Rectangle {
  const side = size * Math.min(picture.width, picture.height);
  return {
    left: across * picture.width - side / 2,
    top: down * picture.height - side / 2,
    width: side,
    height: side,
  };
}
