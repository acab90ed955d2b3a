import { bend } from "./bend";
import { exponential } from "./exponential";

/** Activations beside those that `convolve` brings along. */
const elu: i32 = 0;
const tanh: i32 = 1;

/**
 * ELU, tanh or the logistic function, number by number.
 *
 * @param rows of each row the address to read from and the address to write to
 * @param length numbers in a row, a multiple of 4
 * @param kind 0 ELU, 1 tanh, 2 logistic
 */
export function activate(rows: usize, count: i32, length: i32, kind: i32): void {
  for (let row = 0; row < count; row++) {
    const from = load<usize>(rows);
    const to = load<usize>(rows, 4);
    rows += 8;
    for (let i: usize = 0; i < (<usize>length) << 2; i += 16) {
      v128.store(to + i, activateFour(v128.load(from + i), kind));
    }
  }
}

function activateFour(x: v128, kind: i32): v128 {
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  if (kind === elu) {
    const below = f32x4.sub(exponential(f32x4.pmin(zero, x)), one);
    return v128.bitselect(x, below, f32x4.gt(x, zero));
  }
  if (kind === tanh) {
    // (e²ˣ − 1) / (e²ˣ + 1)
    const power = exponential(f32x4.add(x, x));
    return f32x4.div(f32x4.sub(power, one), f32x4.add(power, one));
  }
  return f32x4.div(one, f32x4.add(one, exponential(f32x4.neg(x))));
}

/**
 * scale · x + offset and then the slope below 0, channel by channel.
 *
 * @param pixels pixels in a row
 * @param channels numbers in a pixel, a multiple of 4
 * @param factors scales, offsets and slopes, `[3, channels]`
 */
export function scale(rows: usize, count: i32, pixels: i32, channels: i32, factors: usize): void {
  const length = (<usize>channels) << 2;
  for (let row = 0; row < count; row++) {
    let from = load<usize>(rows);
    let to = load<usize>(rows, 4);
    rows += 8;
    for (let pixel = 0; pixel < pixels; pixel++) {
      for (let c: usize = 0; c < length; c += 16) {
        const scaled = f32x4.mul(v128.load(from + c), v128.load(factors + c));
        const moved = f32x4.add(scaled, v128.load(factors + length + c));
        v128.store(to + c, bend(moved, v128.load(factors + 2 * length + c)));
      }
      from += length;
      to += length;
    }
  }
}

/**
 * Sum of two tensors.
 *
 * @param rows of each row the two addresses to read from and the address to write to
 * @param length numbers in a row, a multiple of 4
 */
export function add(rows: usize, count: i32, length: i32): void {
  for (let row = 0; row < count; row++) {
    const first = load<usize>(rows);
    const second = load<usize>(rows, 4);
    const to = load<usize>(rows, 8);
    rows += 12;
    for (let i: usize = 0; i < (<usize>length) << 2; i += 16) {
      v128.store(to + i, f32x4.add(v128.load(first + i), v128.load(second + i)));
    }
  }
}
