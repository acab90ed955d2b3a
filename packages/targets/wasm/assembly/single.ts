import { bend } from "./bend";

/**
 * A convolution at one position, which is how a fully connected layer sees one image: as nothing is
 * shared between positions, 32 channels at a time keep the weights streaming. The sums go in the
 * order of `convolve`, so that the results are equal to the last bit.
 */
export function convolveSingle(
  from: usize,
  to: usize,
  blocks: i32,
  rows: i32,
  run: i32,
  rowStride: usize,
  weights: usize,
  finish: usize,
): void {
  const blockStride = (<usize>(rows * run)) << 5;
  let block = 0;
  for (; block + 4 <= blocks; block += 4) {
    fourBlocks(from, to, rows, run, rowStride, weights, blockStride, finish);
    weights += 4 * blockStride;
    finish += 256;
    to += 128;
  }
  for (; block < blocks; block++) {
    oneBlock(from, to, rows, run, rowStride, weights, finish);
    weights += blockStride;
    finish += 64;
    to += 32;
  }
}

function fourBlocks(
  from: usize,
  to: usize,
  rows: i32,
  run: i32,
  rowStride: usize,
  weights0: usize,
  blockStride: usize,
  finish: usize,
): void {
  let weights1 = weights0 + blockStride;
  let weights2 = weights1 + blockStride;
  let weights3 = weights2 + blockStride;
  let sum0 = v128.load(finish);
  let sum1 = v128.load(finish, 16);
  let sum2 = v128.load(finish, 64);
  let sum3 = v128.load(finish, 80);
  let sum4 = v128.load(finish, 128);
  let sum5 = v128.load(finish, 144);
  let sum6 = v128.load(finish, 192);
  let sum7 = v128.load(finish, 208);
  for (let row = 0; row < rows; row++) {
    let at = from + <usize>row * rowStride;
    const end = at + ((<usize>run) << 2);
    while (at < end) {
      const x = v128.load32_splat(at);
      sum0 = f32x4.add(sum0, f32x4.mul(x, v128.load(weights0)));
      sum1 = f32x4.add(sum1, f32x4.mul(x, v128.load(weights0, 16)));
      sum2 = f32x4.add(sum2, f32x4.mul(x, v128.load(weights1)));
      sum3 = f32x4.add(sum3, f32x4.mul(x, v128.load(weights1, 16)));
      sum4 = f32x4.add(sum4, f32x4.mul(x, v128.load(weights2)));
      sum5 = f32x4.add(sum5, f32x4.mul(x, v128.load(weights2, 16)));
      sum6 = f32x4.add(sum6, f32x4.mul(x, v128.load(weights3)));
      sum7 = f32x4.add(sum7, f32x4.mul(x, v128.load(weights3, 16)));
      at += 4;
      weights0 += 32;
      weights1 += 32;
      weights2 += 32;
      weights3 += 32;
    }
  }
  v128.store(to, bend(sum0, v128.load(finish, 32)));
  v128.store(to, bend(sum1, v128.load(finish, 48)), 16);
  v128.store(to, bend(sum2, v128.load(finish, 96)), 32);
  v128.store(to, bend(sum3, v128.load(finish, 112)), 48);
  v128.store(to, bend(sum4, v128.load(finish, 160)), 64);
  v128.store(to, bend(sum5, v128.load(finish, 176)), 80);
  v128.store(to, bend(sum6, v128.load(finish, 224)), 96);
  v128.store(to, bend(sum7, v128.load(finish, 240)), 112);
}

function oneBlock(
  from: usize,
  to: usize,
  rows: i32,
  run: i32,
  rowStride: usize,
  weights: usize,
  finish: usize,
): void {
  let low = v128.load(finish);
  let high = v128.load(finish, 16);
  for (let row = 0; row < rows; row++) {
    let at = from + <usize>row * rowStride;
    const end = at + ((<usize>run) << 2);
    while (at < end) {
      const x = v128.load32_splat(at);
      low = f32x4.add(low, f32x4.mul(x, v128.load(weights)));
      high = f32x4.add(high, f32x4.mul(x, v128.load(weights, 16)));
      at += 4;
      weights += 32;
    }
  }
  v128.store(to, bend(low, v128.load(finish, 32)));
  v128.store(to, bend(high, v128.load(finish, 48)), 16);
}
