import { bend } from "./bend";

/**
 * Convolution without im2col: tiles of 4 positions × 8 channels whose sums stay in registers.
 *
 * A position is where a window begins in the input; the caller lists them, so that stride, padding
 * and ragged edges need no code here. Rows of a window are contiguous in memory, as are the weights
 * of 8 output channels: `[channels / 8][rows · run][8]`. Every sum begins with the bias and goes on
 * tap by tap, whatever the tile, so that a batch and its images one by one have equal results.
 */

/** Tiles that pass one block of weights after the other while they are in the nearest cache. */
const tilesTogether: i32 = 64;
/** Bytes of 8 numbers. */
const blockBytes: usize = 32;

/**
 * @param positions of each tile 4 addresses to read from, then 4 to write to (with `pooled` one)
 * @param blocks output channels / 8
 * @param rows rows of a window
 * @param run numbers in a row of a window: width × channels
 * @param rowStride bytes from a row of the input to the next
 * @param finish of each block 8 biases, then 8 slopes for what is below 0
 * @param pooled whether the 4 positions of a tile give one value, their maximum
 */
export function convolve(
  positions: usize,
  tiles: i32,
  blocks: i32,
  rows: i32,
  run: i32,
  rowStride: usize,
  weights: usize,
  finish: usize,
  pooled: bool,
): void {
  const tileBytes: usize = pooled ? 20 : 32;
  const blockStride = <usize>(rows * run) * blockBytes;
  for (let first = 0; first < tiles; first += tilesTogether) {
    const count = min(tilesTogether, tiles - first);
    for (let block = 0; block < blocks; block++) {
      let tile = positions + <usize>first * tileBytes;
      for (let i = 0; i < count; i++) {
        computeTile(
          tile,
          rows,
          run,
          rowStride,
          weights + <usize>block * blockStride,
          finish + <usize>block * 2 * blockBytes,
          <usize>block * blockBytes,
          pooled,
        );
        tile += tileBytes;
      }
    }
  }
}

function computeTile(
  tile: usize,
  rows: i32,
  run: i32,
  rowStride: usize,
  weights: usize,
  finish: usize,
  channel: usize,
  pooled: bool,
): void {
  const low = v128.load(finish);
  const high = v128.load(finish, 16);
  let sum0 = low;
  let sum1 = high;
  let sum2 = low;
  let sum3 = high;
  let sum4 = low;
  let sum5 = high;
  let sum6 = low;
  let sum7 = high;
  const skip = rowStride - ((<usize>run) << 2);
  let at0 = load<usize>(tile);
  let at1 = load<usize>(tile, 4);
  let at2 = load<usize>(tile, 8);
  let at3 = load<usize>(tile, 12);
  for (let row = 0; row < rows; row++) {
    const end = weights + <usize>run * blockBytes;
    while (weights < end) {
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
      weights += blockBytes;
    }
    at0 += skip;
    at1 += skip;
    at2 += skip;
    at3 += skip;
  }
  const slopes = v128.load(finish, 32);
  const slopesHigh = v128.load(finish, 48);
  if (pooled) {
    const to = load<usize>(tile, 16) + channel;
    v128.store(to, bend(f32x4.pmax(f32x4.pmax(sum0, sum2), f32x4.pmax(sum4, sum6)), slopes));
    v128.store(
      to,
      bend(f32x4.pmax(f32x4.pmax(sum1, sum3), f32x4.pmax(sum5, sum7)), slopesHigh),
      16,
    );
    return;
  }
  let to = load<usize>(tile, 16) + channel;
  v128.store(to, bend(sum0, slopes));
  v128.store(to, bend(sum1, slopesHigh), 16);
  to = load<usize>(tile, 20) + channel;
  v128.store(to, bend(sum2, slopes));
  v128.store(to, bend(sum3, slopesHigh), 16);
  to = load<usize>(tile, 24) + channel;
  v128.store(to, bend(sum4, slopes));
  v128.store(to, bend(sum5, slopesHigh), 16);
  to = load<usize>(tile, 28) + channel;
  v128.store(to, bend(sum6, slopes));
  v128.store(to, bend(sum7, slopesHigh), 16);
}
