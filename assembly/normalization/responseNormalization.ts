import { loadLanes, storeLanes } from '../simd';

/**
 * Local response normalisation: y = x n^-beta, n = bias + alpha sum of x^2 over the channels within `radius`.
 * x and y are [pixels, channels]; `betaQuarters` is 4 beta: 2, 3 or 4. `scratch` holds channels + 2 radius + 4 floats.
 */
export function responseNormalization(
  x: usize, y: usize, pixels: i32, channels: i32, radius: i32, bias: f32, alpha: f32, betaQuarters: i32, scratch: usize,
): void {
  const squares = scratch + (radius << 2);
  const biases = f32x4.splat(bias), alphas = f32x4.splat(alpha);
  memory.fill(scratch, 0, (channels + 2 * radius + 4) << 2);
  for (let pixel = 0; pixel < pixels; pixel++) {
    storeSquares(x, squares, channels);
    for (let c = 0; c < channels; c += 4) {
      const norm = f32x4.add(biases, f32x4.mul(alphas, windowSum(scratch + (c << 2), radius)));
      const factor = inversePower(f32x4.div(f32x4.splat(1), norm), betaQuarters);
      storeLanes(y + (c << 2), f32x4.mul(loadLanes(x + (c << 2), channels - c), factor), channels - c);
    }
    x += channels << 2;
    y += channels << 2;
  }
}

/** dx = its gradient: dy n^-beta - 2 alpha beta x sum of dy y / n over the channels within `radius`. Thrice the scratch. */
export function responseNormalizationGradient(
  x: usize, dy: usize, dx: usize, pixels: i32, channels: i32, radius: i32, bias: f32, alpha: f32, betaQuarters: i32,
  scratch: usize,
): void {
  const length = (channels + 2 * radius + 4) << 2;
  const squares = scratch + (radius << 2), terms = squares + length, direct = terms + length;
  const biases = f32x4.splat(bias), alphas = f32x4.splat(alpha);
  const scale = f32x4.splat(-0.5 * alpha * <f32>betaQuarters);
  memory.fill(scratch, 0, 3 * length);
  for (let pixel = 0; pixel < pixels; pixel++) {
    storeSquares(x, squares, channels);
    for (let c = 0; c < channels; c += 4) {
      const norm = f32x4.add(biases, f32x4.mul(alphas, windowSum(scratch + (c << 2), radius)));
      const inverse = f32x4.div(f32x4.splat(1), norm);
      const passed = f32x4.mul(loadLanes(dy + (c << 2), channels - c), inversePower(inverse, betaQuarters));
      const term = f32x4.mul(f32x4.mul(passed, loadLanes(x + (c << 2), channels - c)), inverse);
      v128.store(direct + (c << 2), passed);
      storeLanes(terms + (c << 2), term, channels - c);
    }
    for (let c = 0; c < channels; c += 4) {
      const sum = windowSum(scratch + length + (c << 2), radius);
      const indirect = f32x4.mul(f32x4.mul(scale, loadLanes(x + (c << 2), channels - c)), sum);
      storeLanes(dx + (c << 2), f32x4.add(v128.load(direct + (c << 2)), indirect), channels - c);
    }
    x += channels << 2;
    dy += channels << 2;
    dx += channels << 2;
  }
}

// @ts-ignore: decorator
@inline
function storeSquares(x: usize, squares: usize, channels: i32): void {
  for (let c = 0; c < channels; c += 4) {
    const value = loadLanes(x + (c << 2), channels - c);
    v128.store(squares + (c << 2), f32x4.mul(value, value));
  }
}

/** Sums of 2 radius + 1 neighbours for 4 channels; `from` is `radius` floats before the first. */
// @ts-ignore: decorator
@inline
function windowSum(from: usize, radius: i32): v128 {
  let sum = v128.load(from);
  const end = from + (radius << 3);
  while (from < end) {
    from += 4;
    sum = f32x4.add(sum, v128.load(from));
  }
  return sum;
}

/** inverse^(quarters / 4) by square roots. */
// @ts-ignore: decorator
@inline
function inversePower(inverse: v128, quarters: i32): v128 {
  if (quarters == 4) return inverse;
  const root = f32x4.sqrt(inverse);
  return quarters == 2 ? root : f32x4.mul(root, f32x4.sqrt(root));
}
