import { type CentredOffsets, centredOffsets, shiftedCentre } from "../kernels/centred-offsets.js";
import type { WarpSize } from "../kernels/warp-kernels.js";

/**
 * Where the points of one row of the output read the input, as places in the array of images
 * `[n, inHeight, inWidth, channels]`. One reader serves row after row.
 */
export class RowReader {
  /** Place of the first channel of the pixel before each point, `[outWidth]`. */
  readonly upperLeft: Int32Array;
  /** From there to the pixel after it along x; 0 outside, so that nothing changes there. */
  readonly toTheRight: Int32Array;
  /** The same along y. */
  readonly down: Int32Array;
  /** How far each point is along x to the pixel after it, 0 … 1. */
  readonly rightFraction: Float32Array;
  /** The same along y. */
  readonly downFraction: Float32Array;
  private readonly offsets: CentredOffsets;

  /** @param matrices `[n, 6]` */
  constructor(
    private readonly matrices: Float32Array,
    private readonly size: WarpSize,
    private readonly channels: number,
  ) {
    const { outWidth } = size;
    this.upperLeft = new Int32Array(outWidth);
    this.toTheRight = new Int32Array(outWidth);
    this.down = new Int32Array(outWidth);
    this.rightFraction = new Float32Array(outWidth);
    this.downFraction = new Float32Array(outWidth);
    this.offsets = centredOffsets(size);
  }

  /** Reads the row of an image; the order of operations is that of `CentredOffsets`. */
  read(image: number, row: number): void {
    const { inHeight, inWidth, outWidth } = this.size;
    const { xOfColumns, xOfRows, yOfColumns, yOfRows } = this.offsets;
    const { matrices, channels, upperLeft, toTheRight, down, rightFraction, downFraction } = this;
    const a = matrices[6 * image];
    const d = matrices[6 * image + 3];
    const xStart = shiftedCentre(matrices[6 * image + 2], inWidth);
    const yStart = shiftedCentre(matrices[6 * image + 5], inHeight);
    const xOfRow = Math.fround(matrices[6 * image + 1] * xOfRows[row]);
    const yOfRow = Math.fround(matrices[6 * image + 4] * yOfRows[row]);
    const first = image * inHeight;
    const line = inWidth * channels;
    for (let i = 0; i < outWidth; i++) {
      const x = Math.fround(Math.fround(Math.fround(a * xOfColumns[i]) + xStart) + xOfRow);
      const y = Math.fround(Math.fround(Math.fround(d * yOfColumns[i]) + yStart) + yOfRow);
      const column = Math.floor(x);
      const above = Math.floor(y);
      rightFraction[i] = x - column;
      downFraction[i] = y - above;
      const low = held(column, inWidth);
      const upper = held(above, inHeight);
      toTheRight[i] = column === low && column < inWidth - 1 ? channels : 0;
      down[i] = above === upper && above < inHeight - 1 ? line : 0;
      upperLeft[i] = (first + upper) * line + low * channels;
    }
  }
}

/** The nearest pixel inside; the first one for a NaN, whose fraction then makes the result NaN. */
function held(index: number, extent: number): number {
  return index >= 0 ? Math.min(index, extent - 1) : 0;
}
