import { AnalogJob } from './job';

/** The largest absolute value of `count` floats. */
export function largest(values: usize, count: i32): f32 {
  if (count < 4) return largestOf(values, count);
  const last = values + ((count - 4) << 2);
  // Four maxima at a time, because one would wait for the one before. The last vector may overlap others.
  let a = f32x4.abs(v128.load(last)), b = a, c = a, d = a;
  for (; values + 64 <= last; values += 64) {
    a = f32x4.pmax(a, f32x4.abs(v128.load(values)));
    b = f32x4.pmax(b, f32x4.abs(v128.load(values, 16)));
    c = f32x4.pmax(c, f32x4.abs(v128.load(values, 32)));
    d = f32x4.pmax(d, f32x4.abs(v128.load(values, 48)));
  }
  for (; values < last; values += 16) a = f32x4.pmax(a, f32x4.abs(v128.load(values)));
  a = f32x4.pmax(f32x4.pmax(a, b), f32x4.pmax(c, d));
  a = f32x4.pmax(a, v128.shuffle<i32>(a, a, 2, 3, 2, 3));
  return f32x4.extract_lane(f32x4.pmax(a, v128.shuffle<i32>(a, a, 1, 1, 1, 1)), 0);
}

function largestOf(values: usize, count: i32): f32 {
  let most: f32 = 0;
  for (let at = 0; at < count; at++) most = max(most, abs(load<f32>(values + (at << 2))));
  return most;
}

/** The unit of converted inputs: a step, or full scale without converter. */
// @ts-ignore: decorator
@inline
export function inputUnit(job: AnalogJob): f32 {
  return job.inputStep > 0 ? job.inputStep : 1;
}

/** Inputs that are `full` at full scale, converted to multiples of `inputUnit`. */
export function convertInputs(job: AnalogJob, values: usize, count: i32, full: f32, target: usize): void {
  const rounds = job.inputStep > 0;
  const factor: f32 = <f32>1 / (rounds ? full * job.inputStep : full);
  if (rounds) {
    if (job.range > 0) convert(values, count, factor, nearest(<f32>1 / inputUnit(job)), target, true, true);
    else convert(values, count, factor, 0, target, true, false);
  } else if (job.range > 0) convert(values, count, factor, 1, target, false, true);
  else convert(values, count, factor, 0, target, false, false);
}

/**
 * Values times a factor; rounded, and clipped at +-limit, if requested. Inputs scaled by their largest need no limit. Whole vectors are
 * written: vectors must be converted in the order in which they lie in memory.
 */
// @ts-ignore: decorator
@inline
function convert(values: usize, count: i32, factor: f32, limit: f32, target: usize, rounds: bool, clips: bool): void {
  const scale = f32x4.splat(factor), high = f32x4.splat(limit), low = f32x4.neg(high);
  for (let at = 0; at < count; at += 4) {
    let scaled = f32x4.mul(v128.load(values + (at << 2)), scale);
    if (rounds) scaled = f32x4.nearest(scaled);
    if (clips) scaled = f32x4.pmax(low, f32x4.pmin(high, scaled));
    v128.store(target + (at << 2), scaled);
  }
}

/** The squares of `count` floats. */
export function squareInputs(values: usize, count: i32, target: usize): void {
  for (let at = 0; at < count; at++) {
    const value = load<f32>(values + (at << 2));
    store<f32>(target + (at << 2), value * value);
  }
}
