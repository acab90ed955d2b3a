/**
 * Pixels 0…255 to what the network takes, x · scale + offset, row by row into an image with borders.
 *
 * @param from uint8 pixels, one row behind the other
 * @param to first pixel of the image
 * @param length numbers in a row
 * @param rowStride bytes from a row of the image to the next
 */
export function normaliseBytes(
  from: usize,
  to: usize,
  rows: i32,
  length: i32,
  rowStride: usize,
  scale: f32,
  offset: f32,
): void {
  const scales = f32x4.splat(scale);
  const offsets = f32x4.splat(offset);
  for (let row = 0; row < rows; row++) {
    let at = to;
    let i = 0;
    for (; i + 8 <= length; i += 8) {
      const words = v128.load8x8_u(from);
      const low = f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(words));
      const high = f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(words));
      v128.store(at, f32x4.add(f32x4.mul(low, scales), offsets));
      v128.store(at, f32x4.add(f32x4.mul(high, scales), offsets), 16);
      from += 8;
      at += 32;
    }
    for (; i < length; i++) {
      store<f32>(at, <f32>load<u8>(from) * scale + offset);
      from += 1;
      at += 4;
    }
    to += rowStride;
  }
}

/** The same of float32 pixels. */
export function normaliseFloats(
  from: usize,
  to: usize,
  rows: i32,
  length: i32,
  rowStride: usize,
  scale: f32,
  offset: f32,
): void {
  for (let row = 0; row < rows; row++) {
    let at = to;
    for (let i = 0; i < length; i++) {
      store<f32>(at, load<f32>(from) * scale + offset);
      from += 4;
      at += 4;
    }
    to += rowStride;
  }
}
