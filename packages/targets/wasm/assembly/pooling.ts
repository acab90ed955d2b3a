/**
 * Maximum or mean over windows that lie inside of the image.
 *
 * @param positions of each result the address of its window and its own
 * @param channels numbers in a pixel
 * @param pixelStride bytes from a pixel of the input to the next
 */
export function pool(
  positions: usize,
  count: i32,
  channels: i32,
  rows: i32,
  columns: i32,
  rowStride: usize,
  pixelStride: usize,
  maximum: bool,
): void {
  for (let i = 0; i < count; i++) {
    let from = load<usize>(positions);
    let to = load<usize>(positions, 4);
    positions += 8;
    let channel = 0;
    for (; channel + 4 <= channels; channel += 4) {
      v128.store(to, poolFour(from, rows, columns, rowStride, pixelStride, maximum));
      from += 16;
      to += 16;
    }
    for (; channel < channels; channel++) {
      store<f32>(to, poolOne(from, rows, columns, rowStride, pixelStride, maximum));
      from += 4;
      to += 4;
    }
  }
}

function poolFour(
  from: usize,
  rows: i32,
  columns: i32,
  rowStride: usize,
  pixelStride: usize,
  maximum: bool,
): v128 {
  let result = maximum ? v128.load(from) : f32x4.splat(0);
  for (let row = 0; row < rows; row++) {
    let at = from;
    for (let column = 0; column < columns; column++) {
      const x = v128.load(at);
      result = maximum ? f32x4.pmax(result, x) : f32x4.add(result, x);
      at += pixelStride;
    }
    from += rowStride;
  }
  return maximum ? result : f32x4.div(result, f32x4.splat(<f32>(rows * columns)));
}

function poolOne(
  from: usize,
  rows: i32,
  columns: i32,
  rowStride: usize,
  pixelStride: usize,
  maximum: bool,
): f32 {
  let result: f32 = maximum ? load<f32>(from) : 0;
  for (let row = 0; row < rows; row++) {
    let at = from;
    for (let column = 0; column < columns; column++) {
      const x = load<f32>(at);
      result = maximum ? (result < x ? x : result) : result + x;
      at += pixelStride;
    }
    from += rowStride;
  }
  return maximum ? result : result / <f32>(rows * columns);
}
