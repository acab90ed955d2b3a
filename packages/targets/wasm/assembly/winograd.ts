import { bend } from "./bend";

/**
 * Convolution with 3 × 3 windows and stride 1 by minimal filtering, F(2 × 2, 3 × 3) of Winograd
 * (Lavin and Gray 2015, section 4.1): 16 multiplications for 2 × 2 results instead of 36.
 *
 * Patches of 4 × 4 numbers are transformed, multiplied with transformed weights point by point (over
 * all channels that is one matrix product for each of the 16 points), and transformed back.
 */

/** Points of a transformed patch. */
const points: i32 = 16;
/** Patches that pass all three stages while they are in the nearer caches. */
const patchesTogether: i32 = 32;

/** Bytes that `convolveWinograd` needs to work in. */
export function winogradScratch(channels: i32, blocks: i32): i32 {
  return points * patchesTogether * (channels + 8 * blocks) * 4;
}

/**
 * @param positions of each patch the address of its first number, then of its 4 results row by row
 * (with `pooled` of their maximum); the number of patches is a multiple of 4
 * @param channels of the input, a multiple of 4
 * @param blocks output channels / 8
 * @param rowStride bytes from a row of the input to the next
 * @param weights transformed: `[16][output channels / 8][channels][8]`
 * @param finish of each block 8 biases, then 8 slopes for what is below 0
 */
export function convolveWinograd(
  positions: usize,
  patches: i32,
  channels: i32,
  blocks: i32,
  rowStride: usize,
  weights: usize,
  finish: usize,
  pooled: bool,
  scratch: usize,
): void {
  const inputBytes = (<usize>channels) << 2;
  const outputBytes = (<usize>blocks) << 5;
  const inputPlane = <usize>patchesTogether * inputBytes;
  const outputPlane = <usize>patchesTogether * outputBytes;
  const products = scratch + <usize>points * inputPlane;
  const positionBytes: usize = pooled ? 8 : 20;
  for (let first = 0; first < patches; first += patchesTogether) {
    const count = min(patchesTogether, patches - first);
    const group = positions + <usize>first * positionBytes;
    for (let i = 0; i < count; i++) {
      const from = load<usize>(group + <usize>i * positionBytes);
      const to = scratch + <usize>i * inputBytes;
      for (let c: usize = 0; c < inputBytes; c += 16) {
        transformPatch(from + c, rowStride, inputBytes, to + c, inputPlane);
      }
    }
    for (let point = 0; point < points; point++) {
      const patch = scratch + <usize>point * inputPlane;
      const product = products + <usize>point * outputPlane;
      for (let block = 0; block < blocks; block++) {
        const panel = weights + <usize>(point * blocks + block) * (inputBytes << 3);
        for (let i = 0; i < count; i += 4) {
          multiplyTile(
            patch + <usize>i * inputBytes,
            inputBytes,
            panel,
            product + <usize>i * outputBytes + ((<usize>block) << 5),
            outputBytes,
          );
        }
      }
    }
    for (let i = 0; i < count; i++) {
      const to = group + <usize>i * positionBytes + 4;
      const from = products + <usize>i * outputBytes;
      for (let c: usize = 0; c < outputBytes; c += 16) {
        transformBack(from + c, outputPlane, finish + ((c >> 5) << 6) + (c & 16), to, c, pooled);
      }
    }
  }
}

/** Bᵀ d B of 4 channels. */
function transformPatch(
  from: usize,
  rowStride: usize,
  columnStride: usize,
  to: usize,
  plane: usize,
): void {
  const row1 = from + rowStride;
  const row2 = row1 + rowStride;
  const row3 = row2 + rowStride;
  transformDifference(from, row2, columnStride, to, plane);
  to += plane << 2;
  transformSum(row1, row2, columnStride, to, plane);
  to += plane << 2;
  transformDifference(row2, row1, columnStride, to, plane);
  to += plane << 2;
  transformDifference(row1, row3, columnStride, to, plane);
}

function transformDifference(a: usize, b: usize, step: usize, to: usize, plane: usize): void {
  transformRow(
    f32x4.sub(v128.load(a), v128.load(b)),
    f32x4.sub(v128.load(a + step), v128.load(b + step)),
    f32x4.sub(v128.load(a + 2 * step), v128.load(b + 2 * step)),
    f32x4.sub(v128.load(a + 3 * step), v128.load(b + 3 * step)),
    to,
    plane,
  );
}

function transformSum(a: usize, b: usize, step: usize, to: usize, plane: usize): void {
  transformRow(
    f32x4.add(v128.load(a), v128.load(b)),
    f32x4.add(v128.load(a + step), v128.load(b + step)),
    f32x4.add(v128.load(a + 2 * step), v128.load(b + 2 * step)),
    f32x4.add(v128.load(a + 3 * step), v128.load(b + 3 * step)),
    to,
    plane,
  );
}

/** One row times B. */
function transformRow(x0: v128, x1: v128, x2: v128, x3: v128, to: usize, plane: usize): void {
  v128.store(to, f32x4.sub(x0, x2));
  v128.store(to + plane, f32x4.add(x1, x2));
  v128.store(to + 2 * plane, f32x4.sub(x2, x1));
  v128.store(to + 3 * plane, f32x4.sub(x1, x3));
}

/** Products of 4 patches with the weights of 8 channels at one point. */
function multiplyTile(
  at0: usize,
  stride: usize,
  weights: usize,
  to: usize,
  outputStride: usize,
): void {
  let sum0 = f32x4.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  let sum4 = sum0;
  let sum5 = sum0;
  let sum6 = sum0;
  let sum7 = sum0;
  let at1 = at0 + stride;
  let at2 = at1 + stride;
  let at3 = at2 + stride;
  const end = at1;
  while (at0 < end) {
    const first = v128.load(weights);
    const second = v128.load(weights, 16);
    let x = v128.load32_splat(at0);
    sum0 = f32x4.add(sum0, f32x4.mul(x, first));
    sum1 = f32x4.add(sum1, f32x4.mul(x, second));
    x = v128.load32_splat(at1);
    sum2 = f32x4.add(sum2, f32x4.mul(x, first));
    sum3 = f32x4.add(sum3, f32x4.mul(x, second));
    x = v128.load32_splat(at2);
    sum4 = f32x4.add(sum4, f32x4.mul(x, first));
    sum5 = f32x4.add(sum5, f32x4.mul(x, second));
    x = v128.load32_splat(at3);
    sum6 = f32x4.add(sum6, f32x4.mul(x, first));
    sum7 = f32x4.add(sum7, f32x4.mul(x, second));
    at0 += 4;
    at1 += 4;
    at2 += 4;
    at3 += 4;
    weights += 32;
  }
  v128.store(to, sum0);
  v128.store(to, sum1, 16);
  to += outputStride;
  v128.store(to, sum2);
  v128.store(to, sum3, 16);
  to += outputStride;
  v128.store(to, sum4);
  v128.store(to, sum5, 16);
  to += outputStride;
  v128.store(to, sum6);
  v128.store(to, sum7, 16);
}

/** Aᵀ m A of 4 channels, with bias, activation and, where wanted, pooling. */
function transformBack(
  from: usize,
  plane: usize,
  finish: usize,
  positions: usize,
  channel: usize,
  pooled: bool,
): void {
  let upper0 = f32x4.splat(0);
  let upper1 = upper0;
  let lower0 = upper0;
  let lower1 = upper0;
  // Column by column of the 4 × 4 products: the first three make the left result, the last three,
  // with signs + − −, the right one.
  for (let column = 0; column < 4; column++) {
    const m0 = v128.load(from);
    const m1 = v128.load(from + 4 * plane);
    const m2 = v128.load(from + 8 * plane);
    const m3 = v128.load(from + 12 * plane);
    from += plane;
    const upper = f32x4.add(f32x4.add(m0, m1), m2);
    const lower = f32x4.sub(f32x4.sub(m1, m2), m3);
    if (column < 3) {
      upper0 = f32x4.add(upper0, upper);
      lower0 = f32x4.add(lower0, lower);
    }
    if (column === 1) {
      upper1 = upper;
      lower1 = lower;
    } else if (column > 1) {
      upper1 = f32x4.sub(upper1, upper);
      lower1 = f32x4.sub(lower1, lower);
    }
  }
  const bias = v128.load(finish);
  const slope = v128.load(finish, 32);
  if (pooled) {
    const most = f32x4.pmax(f32x4.pmax(upper0, upper1), f32x4.pmax(lower0, lower1));
    v128.store(load<usize>(positions) + channel, bend(f32x4.add(most, bias), slope));
    return;
  }
  v128.store(load<usize>(positions) + channel, bend(f32x4.add(upper0, bias), slope));
  v128.store(load<usize>(positions, 4) + channel, bend(f32x4.add(upper1, bias), slope));
  v128.store(load<usize>(positions, 8) + channel, bend(f32x4.add(lower0, bias), slope));
  v128.store(load<usize>(positions, 12) + channel, bend(f32x4.add(lower1, bias), slope));
}
