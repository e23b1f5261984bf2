import { AnalogJob } from './job';

/** The largest absolute value of `count` floats. */
export function largest(values: usize, count: i32): f32 {
  let most = f32x4.splat(0), at = 0;
  for (; at + 4 <= count; at += 4) most = f32x4.pmax(most, f32x4.abs(v128.load(values + (at << 2))));
  let result: f32 = 0;
  for (; at < count; at++) result = max(result, abs(load<f32>(values + (at << 2))));
  most = f32x4.pmax(most, v128.shuffle<i32>(most, most, 2, 3, 2, 3));
  return max(result, max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)));
}

/** The unit of converted inputs: a step, or full scale without converter. */
// @ts-ignore: decorator
@inline
export function inputUnit(job: AnalogJob): f32 {
  return job.inputStep > 0 ? job.inputStep : 1;
}

/** Inputs that are `full` at full scale, converted to multiples of `inputUnit`. */
export function convertInputs(job: AnalogJob, values: usize, count: i32, full: f32, target: usize): void {
  const unit: f32 = job.inputStep > 0 ? full * job.inputStep : full;
  const factor: f32 = <f32>1 / unit, limit: f32 = <f32>1 / inputUnit(job);
  const scale = f32x4.splat(factor), high = f32x4.splat(nearest(limit)), low = f32x4.neg(high);
  let at = 0;
  if (job.inputStep > 0) {
    for (; at + 4 <= count; at += 4) {
      const steps = f32x4.nearest(f32x4.mul(v128.load(values + (at << 2)), scale));
      v128.store(target + (at << 2), f32x4.pmax(low, f32x4.pmin(high, steps)));
    }
  } else {
    for (; at + 4 <= count; at += 4) {
      const scaled = f32x4.mul(v128.load(values + (at << 2)), scale);
      v128.store(target + (at << 2), f32x4.pmax(low, f32x4.pmin(high, scaled)));
    }
  }
  const most = nearest(limit);
  for (; at < count; at++) {
    const scaled = load<f32>(values + (at << 2)) * factor;
    store<f32>(target + (at << 2), max(-most, min(most, job.inputStep > 0 ? nearest(scaled) : scaled)));
  }
}

/** The squares of `count` floats. */
export function squareInputs(values: usize, count: i32, target: usize): void {
  for (let at = 0; at < count; at++) {
    const value = load<f32>(values + (at << 2));
    store<f32>(target + (at << 2), value * value);
  }
}
