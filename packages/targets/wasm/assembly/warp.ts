/**
 * Samples an image bilinearly where an affine map says; beyond the edges its border pixels repeat.
 *
 * An output pixel is read at column a · xOfColumns[column] + x0 + b · xOfRows[row] and row
 * d · yOfColumns[column] + y0 + e · yOfRows[row], in float32 and in this order, as on every engine
 * (`centredOffsets` of `@multibatch/warp`): positions that round otherwise show where neighbouring
 * pixels differ much, and the identity is exact only so.
 *
 * @param from first pixel of the input
 * @param rowStride bytes from a row of the input to the next
 * @param channels numbers in a pixel, of input and output
 * @param to first pixel of the output
 * @param offsets xOfColumns and yOfColumns, `[outputWidth]`, then xOfRows and yOfRows, `[outputHeight]`
 */
export function warp(
  from: usize,
  height: i32,
  width: i32,
  rowStride: usize,
  channels: i32,
  to: usize,
  outputHeight: i32,
  outputWidth: i32,
  outputRowStride: usize,
  offsets: usize,
  a: f32,
  b: f32,
  x0: f32,
  d: f32,
  e: f32,
  y0: f32,
): void {
  const pixel = (<usize>channels) << 2;
  const columnsBytes = (<usize>outputWidth) << 2;
  const yOfColumns = offsets + columnsBytes;
  const xOfRows = yOfColumns + columnsBytes;
  const yOfRows = xOfRows + ((<usize>outputHeight) << 2);
  const right = width - 1;
  const bottom = height - 1;
  for (let row = 0; row < outputHeight; row++) {
    const rowX = b * load<f32>(xOfRows + ((<usize>row) << 2));
    const rowY = e * load<f32>(yOfRows + ((<usize>row) << 2));
    let at = to + <usize>row * outputRowStride;
    for (let column: usize = 0; column < columnsBytes; column += 4) {
      const x = held(a * load<f32>(offsets + column) + x0 + rowX, right);
      const y = held(d * load<f32>(yOfColumns + column) + y0 + rowY, bottom);
      const left = <i32>x;
      const top = <i32>y;
      const across = f32x4.splat(x - <f32>left);
      const down = f32x4.splat(y - <f32>top);
      // The last column and row are their own neighbours.
      const rightward = left < right ? pixel : 0;
      const downward = top < bottom ? rowStride : 0;
      let corner = from + <usize>top * rowStride + <usize>left * pixel;
      for (let channel = 0; channel < channels; channel += 4) {
        const below = corner + downward;
        const upper = between(v128.load(corner), v128.load(corner + rightward), across);
        const lower = between(v128.load(below), v128.load(below + rightward), across);
        storeSome(at, between(upper, lower, down), channels - channel);
        corner += 16;
        at += 16;
      }
      at += pixel - 16 * <usize>((channels + 3) >> 2);
    }
  }
}

/** The nearest position within an image; a NaN stays one. */
function held(position: f32, last: i32): f32 {
  return min<f32>(max<f32>(position, 0), <f32>last);
}

function between(first: v128, second: v128, share: v128): v128 {
  return f32x4.add(first, f32x4.mul(f32x4.sub(second, first), share));
}

/** Stores the first numbers of a vector, and never more: behind them may be a border of zeros. */
function storeSome(to: usize, values: v128, count: i32): void {
  if (count >= 4) {
    v128.store(to, values);
  } else if (count === 3) {
    v128.store64_lane(to, values, 0);
    v128.store32_lane(to, values, 2, 8);
  } else if (count === 2) {
    v128.store64_lane(to, values, 0);
  } else {
    v128.store32_lane(to, values, 0);
  }
}
