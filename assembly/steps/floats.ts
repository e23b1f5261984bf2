import { loadLanes, storeLanes } from '../simd';

/** sum += other. */
export function addFloats(sum: usize, other: usize, floats: i32): void {
  for (let left = floats; left > 0; left -= 4) {
    storeLanes(sum, f32x4.add(loadLanes(sum, left), loadLanes(other, left)), left);
    sum += 16;
    other += 16;
  }
}

/** values /= divisor. */
export function divideFloats(values: usize, floats: i32, divisor: f32): void {
  const by = f32x4.splat(divisor);
  for (let left = floats; left > 0; left -= 4, values += 16) {
    storeLanes(values, f32x4.div(loadLanes(values, left), by), left);
  }
}

/** Whether no value is NaN or infinite. */
export function areFinite(values: usize, floats: i32): bool {
  const zero = f32x4.splat(0);
  let faults = zero; // 0 x is 0 unless x is NaN or infinite
  for (let left = floats; left > 0; left -= 4, values += 16) {
    faults = v128.or(faults, f32x4.ne(f32x4.mul(loadLanes(values, left), zero), zero));
  }
  return !v128.any_true(faults);
}
