import { madd } from '../simd';
import { MAGIC } from './constants';
import { inputUnit } from './convert';
import { AnalogJob } from './job';
import { storeNormals } from './passNoise';
import { Reading } from './reading';

/**
 * Replaces a row of sums with the answers of an array, in units of steps of the outputs, or of full products without steps: noise from the
 * keys is added, then they are rounded and clipped. Returns whether one was beyond the bound.
 */
export function answer(
  analog: AnalogJob, reading: Reading, sums: usize, currents: usize, first: u32, second: u32, read: u32,
): bool {
  const wide = reading.wide, table = reading.table, normals = reading.normals, largest = reading.largest;
  const steps = analog.outputStep > 0, noisy = analog.outputNoise > 0 || analog.weightNoise > 0;
  const unit = f32x4.splat(steps ? inputUnit(analog) / analog.outputStep : inputUnit(analog));
  const limit = steps ? nearest(analog.bound / analog.outputStep) : analog.bound;
  const high = f32x4.splat(limit), low = f32x4.neg(high), magic = v128.load_splat<f32>(table, MAGIC);
  const deviations = analog.magnitudes ? currents : reading.deviations;
  if (analog.magnitudes) addDeviations(analog, reading, currents);
  let mostA = f32x4.splat(0), mostB = mostA;
  for (let at = 0; at < wide << 2; at += 64) {
    if (noisy) storeNormals(normals, table, first, second, (read * (wide >> 4) + (at >> 6)) << 3);
    const row = sums + at, noise = deviations + at;
    let a = f32x4.mul(v128.load(row), unit), b = f32x4.mul(v128.load(row, 16), unit);
    let c = f32x4.mul(v128.load(row, 32), unit), d = f32x4.mul(v128.load(row, 48), unit);
    if (noisy) {
      a = madd(v128.load(noise), v128.load(normals), a);
      b = madd(v128.load(noise, 16), v128.load(normals, 16), b);
      c = madd(v128.load(noise, 32), v128.load(normals, 32), c);
      d = madd(v128.load(noise, 48), v128.load(normals, 48), d);
    }
    if (steps) {
      a = f32x4.sub(f32x4.add(a, magic), magic);
      b = f32x4.sub(f32x4.add(b, magic), magic);
      c = f32x4.sub(f32x4.add(c, magic), magic);
      d = f32x4.sub(f32x4.add(d, magic), magic);
    }
    mostA = f32x4.pmax(f32x4.pmax(mostA, f32x4.abs(a)), f32x4.abs(c));
    mostB = f32x4.pmax(f32x4.pmax(mostB, f32x4.abs(b)), f32x4.abs(d));
    v128.store(row, f32x4.pmax(low, f32x4.pmin(high, b)), 16);
    v128.store(row, f32x4.pmax(low, f32x4.pmin(high, a)));
    v128.store(row, f32x4.pmax(low, f32x4.pmin(high, d)), 48);
    v128.store(row, f32x4.pmax(low, f32x4.pmin(high, c)), 32);
  }
  v128.store(largest, mostB, 16);
  v128.store(largest, mostA);
  return v128.any_true(f32x4.gt(f32x4.pmax(v128.load(largest), v128.load(largest, 16)), high));
}

/** Replaces currents, in units of inputs, with the standard deviations of the noise that they and the outputs have. */
function addDeviations(analog: AnalogJob, reading: Reading, currents: usize): void {
  const steps = analog.outputStep > 0 ? analog.outputStep : 1;
  const scale = analog.weightNoise * inputUnit(analog) / steps, weight = f32x4.splat(scale * scale);
  for (let at = 0; at < reading.wide << 2; at += 16) {
    const own = v128.load(reading.deviations + at);
    const variance = madd(weight, v128.load(currents + at), f32x4.mul(own, own));
    v128.store(currents + at, f32x4.sqrt(variance));
  }
}

/**
 * Adds answers times `scale` and their columns' factors to `addend`, biases or a row of outputs, and stores a row of outputs of `filters`
 * floats, at least `floor`.
 */
export function addAnswers(
  reading: Reading, answers: usize, scale: f32, addend: usize, row: usize, filters: i32, floor: f32,
): void {
  const full = f32x4.splat(scale), low = f32x4.splat(floor), factors = reading.factors;
  const end = filters << 2;
  let at: usize = 0;
  for (; at + 32 <= <usize>end; at += 32) {
    const a = f32x4.mul(v128.load(answers + at), full), b = f32x4.mul(v128.load(answers + at, 16), full);
    const sumA = madd(a, v128.load(factors + at), v128.load(addend + at));
    const sumB = madd(b, v128.load(factors + at, 16), v128.load(addend + at, 16));
    v128.store(row + at, f32x4.pmax(sumB, low), 16);
    v128.store(row + at, f32x4.pmax(sumA, low));
  }
  for (; at < <usize>end; at += 16) {
    const scaled = f32x4.mul(v128.load(answers + at), full);
    v128.store(row + at, f32x4.pmax(madd(scaled, v128.load(factors + at), v128.load(addend + at)), low));
  }
}
