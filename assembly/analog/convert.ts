import { Job } from '../convolution/job';
import { MAGIC } from './constants';
import { AnalogJob, rowFloats } from './job';
import { Reading } from './reading';

/** The unit of converted inputs: a step, or full scale without converter. */
// @ts-ignore: decorator
@inline
export function inputUnit(analog: AnalogJob): f32 {
  return analog.inputStep > 0 ? analog.inputStep : 1;
}

/**
 * Converts the inputs [from, to) of a patch in a padded image, which are `full` at full scale, to multiples of `inputUnit`. The rest of
 * the last 16 floats is overwritten too: inputs must be converted in order.
 */
export function convertInputs(
  analog: AnalogJob, job: Job, patch: usize, from: i32, to: i32, full: f32, target: usize,
): void {
  const run = job.kernelWidth * job.channels, line = job.paddedWidth * job.channels << 2, step = rowFloats(job) << 2;
  const rounds = analog.inputStep > 0, magic = changetype<Reading>(analog.reading).table + MAGIC;
  const factor: f32 = full > 0 ? <f32>1 / (rounds ? full * analog.inputStep : full) : 0;
  for (let row = from / run; row * run < to; row++) {
    const start = max(from - row * run, 0), count = min(to - row * run, run) - start;
    const source = patch + row * line + (start << 2), place = target + row * step + (start << 2);
    const end = source + (<usize>count << 2);
    if (rounds) scaleRounded(source, end, factor, magic, place);
    else scaleExactly(source, end, factor, place);
    // Inputs scaled by their largest need no limit.
    if (analog.range > 0) clip(place, count, rounds ? nearest(<f32>1 / analog.inputStep) : 1);
  }
}

/** Values times a factor, rounded. */
function scaleRounded(source: usize, end: usize, factor: f32, magic: usize, target: usize): void {
  const scale = f32x4.splat(factor), shift = v128.load_splat<f32>(magic);
  for (; source < end; source += 64, target += 64) {
    const a = f32x4.add(f32x4.mul(v128.load(source), scale), shift);
    const b = f32x4.add(f32x4.mul(v128.load(source, 16), scale), shift);
    const c = f32x4.add(f32x4.mul(v128.load(source, 32), scale), shift);
    const d = f32x4.add(f32x4.mul(v128.load(source, 48), scale), shift);
    v128.store(target, f32x4.sub(b, shift), 16);
    v128.store(target, f32x4.sub(a, shift));
    v128.store(target, f32x4.sub(d, shift), 48);
    v128.store(target, f32x4.sub(c, shift), 32);
  }
}

/** Values times a factor. */
function scaleExactly(source: usize, end: usize, factor: f32, target: usize): void {
  const scale = f32x4.splat(factor);
  for (; source < end; source += 32, target += 32) {
    const a = f32x4.mul(v128.load(source), scale), b = f32x4.mul(v128.load(source, 16), scale);
    v128.store(target, b, 16);
    v128.store(target, a);
  }
}

/** Bounds values by +-limit. */
function clip(values: usize, count: i32, limit: f32): void {
  const high = f32x4.splat(limit), low = f32x4.neg(high);
  for (const end = values + (<usize>count << 2); values < end; values += 32) {
    const a = f32x4.pmax(low, f32x4.pmin(high, v128.load(values)));
    const b = f32x4.pmax(low, f32x4.pmin(high, v128.load(values, 16)));
    v128.store(values, b, 16);
    v128.store(values, a);
  }
}

/** The squares of the converted inputs [from, to) of a patch; overwrites as `convertInputs` does. */
export function squareInputs(job: Job, patch: usize, from: i32, to: i32, target: usize): void {
  const run = job.kernelWidth * job.channels, step = rowFloats(job) << 2;
  for (let row = from / run; row * run < to; row++) {
    const start = max(from - row * run, 0), end = min(to - row * run, run), skipped = row * step;
    for (let at = start << 2; at < end << 2; at += 16) {
      const value = v128.load(patch + skipped + at);
      v128.store(target + skipped + at, f32x4.mul(value, value));
    }
  }
}
