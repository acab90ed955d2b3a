/** x above 0, slope · x below: no activation for slope 1, ReLU for slope 0. */
export function bend(x: v128, slope: v128): v128 {
  const zero = f32x4.splat(0);
  return f32x4.add(f32x4.pmax(zero, x), f32x4.mul(slope, f32x4.pmin(zero, x)));
}
