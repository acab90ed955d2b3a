import { elements, type Shape } from "@multibatch/network";
import type { Arena } from "./arena.js";

/** Zeros around an image, as many as any layer that reads it wants to see. */
export interface Border {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

export const noBorder: Border = { top: 0, left: 0, bottom: 0, right: 0 };

/** The border that has room for both. */
export function widerBorder(first: Border, second: Border): Border {
  return {
    top: Math.max(first.top, second.top),
    left: Math.max(first.left, second.left),
    bottom: Math.max(first.bottom, second.bottom),
    right: Math.max(first.right, second.right),
  };
}

/** A tensor in the memory: some images with borders, `[images, rows, columns, stored channels]`. */
export class StoredImages {
  /** Numbers that a pixel takes: its channels and zeros up to a multiple of 8, or 1 or 3. */
  readonly channels: number;
  /** Bytes from a pixel to the next in its row. */
  readonly pixelBytes: number;
  /** Bytes from a row to the next. */
  readonly rowBytes: number;
  /** Bytes from an image to the next. */
  readonly imageBytes: number;
  private readonly address: number;

  constructor(
    readonly shape: Shape,
    readonly border: Border,
    readonly capacity: number,
    arena: Arena,
  ) {
    // Pixels stay as they come: padding them would cost the first layer a third more work.
    this.channels = shape.channels <= 3 ? shape.channels : Math.ceil(shape.channels / 8) * 8;
    this.pixelBytes = 4 * this.channels;
    this.rowBytes = (border.left + shape.width + border.right) * this.pixelBytes;
    this.imageBytes = (border.top + shape.height + border.bottom) * this.rowBytes;
    this.address = arena.take(capacity * this.imageBytes);
  }

  /** Address of a pixel; row and column may lie in the border. */
  pixel(image: number, row: number, column: number): number {
    return (
      this.address +
      image * this.imageBytes +
      (row + this.border.top) * this.rowBytes +
      (column + this.border.left) * this.pixelBytes
    );
  }

  /** Address of the first pixel of each row of all images. */
  rows(): number[] {
    const { height } = this.shape;
    return Array.from({ length: this.capacity * height }, (_, row) =>
      this.pixel(Math.floor(row / height), row % height, 0),
    );
  }

  /** Numbers in one image without border and padding. */
  get elements(): number {
    return elements(this.shape);
  }
}
