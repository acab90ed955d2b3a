/**
 * Samples an image bilinearly where an affine map says; beyond the edges its border pixels repeat.
 *
 * With u and v the offsets of an output pixel from the centre of the output, it is read at column
 * xu · u + xv · v + x0 and row yu · u + yv · v + y0. Positions are float64: in float32 they would be
 * off by some 1e-5 of a pixel, which shows where neighbouring pixels differ much.
 *
 * @param from first pixel of the input, at least 2 × 2 pixels
 * @param rowStride bytes from a row of the input to the next
 * @param channels numbers in a pixel, of input and output
 * @param to first pixel of the output
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
  xu: f64,
  xv: f64,
  x0: f64,
  yu: f64,
  yv: f64,
  y0: f64,
): void {
  const pixel = (<usize>channels) << 2;
  const right = <f64>(width - 1);
  const bottom = <f64>(height - 1);
  const middleU = <f64>(outputWidth - 1) * 0.5;
  const middleV = <f64>(outputHeight - 1) * 0.5;
  for (let row = 0; row < outputHeight; row++) {
    const v = <f64>row - middleV;
    const rowX = xv * v + x0;
    const rowY = yv * v + y0;
    let at = to + <usize>row * outputRowStride;
    for (let column = 0; column < outputWidth; column++) {
      const u = <f64>column - middleU;
      const x = min<f64>(max<f64>(xu * u + rowX, 0), right);
      const y = min<f64>(max<f64>(yu * u + rowY, 0), bottom);
      const left = min(<i32>x, width - 2);
      const top = min(<i32>y, height - 2);
      const across = f32x4.splat(<f32>(x - <f64>left));
      const down = f32x4.splat(<f32>(y - <f64>top));
      let corner = from + <usize>top * rowStride + <usize>left * pixel;
      for (let channel = 0; channel < channels; channel += 4) {
        const below = corner + rowStride;
        const upper = between(v128.load(corner), v128.load(corner + pixel), across);
        const lower = between(v128.load(below), v128.load(below + pixel), across);
        storeSome(at, between(upper, lower, down), channels - channel);
        corner += 16;
        at += 16;
      }
      at += pixel - 16 * <usize>((channels + 3) >> 2);
    }
  }
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
