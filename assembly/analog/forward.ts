import { poolNormalized } from '../normalization/normalizedPool';
import { NormalizedPoolJob } from '../normalization/normalizedPoolJob';
import { loadLanes, madd, storeLanes } from '../simd';
import { convertInputs, inputUnit, largest, squareInputs } from './convert';
import { gatherPatch, listPatches, rowsInside } from './gather';
import { AnalogJob, inputsOf, wideOf } from './job';
import { avalanche, CONSTANT_BYTES, firstKey, storeNormals, writeConstants } from './passNoise';
import { GROUP, multiply, multiplyOne, packTile } from './products';

/** Room after the sums for the scales of the vectors. */
const SCALES: i32 = GROUP * 4;

/** Bytes of `sums` before the scales for rows of so many filters. */
// @ts-ignore: decorator
@inline
function sumsBytes(wide: i32): i32 {
  return (3 * GROUP + 2) * wide << 2;
}

/** Bytes of `sums` for so many filters. */
export function analogSumsRoom(filters: i32): i32 {
  return sumsBytes((filters + 7) & ~7) + SCALES + CONSTANT_BYTES;
}

/** Bytes of `vectors` for so many inputs. */
export function analogVectorsRoom(inputs: i32): i32 {
  return (3 * GROUP * inputs << 2) + 16;
}

/** y = the convolution of x on analog arrays; then ReLU, normalisation and pooling if requested. */
export function analogForward(pointer: usize): void {
  const job = changetype<AnalogJob>(pointer);
  const patches = job.outHeight * job.outWidth, filters = job.filters;
  memory.fill(job.vectors, 0, analogVectorsRoom(inputsOf(job)));
  writeConstants(constantsOf(job));
  for (let first = 0; first < job.batch; first += job.chunk) {
    const count = min(job.chunk, job.batch - first);
    const rows = job.y ? job.y + (<usize>first * patches * filters << 2) : job.rows;
    listPatches(job, first, count);
    // Patches without a tile.
    if (load<i32>(job.ends + ((job.tiles - 1) << 2)) < count * patches) {
      memory.fill(rows, 0, <usize>count * patches * filters << 2);
    }
    for (let tile = 0; tile < job.tiles; tile++) {
      const from = tile == 0 ? 0 : load<i32>(job.ends + ((tile - 1) << 2)), to = load<i32>(job.ends + (tile << 2));
      if (from == to) continue;
      packTile(job, tile);
      for (let at = from; at < to; at += GROUP) readPatches(job, tile, first, at, min(GROUP, to - at), rows);
    }
    if (job.pool) {
      const pool = changetype<NormalizedPoolJob>(job.pool);
      pool.x = rows;
      pool.xStep = filters << 2;
      pool.batch = count;
      poolNormalized(pool);
      pool.y += <usize>(count * (pool.height >> 1) * (pool.width >> 1) * pool.channels) << 2;
    }
  }
}

// @ts-ignore: decorator
@inline
function constantsOf(job: AnalogJob): usize {
  return job.sums + sumsBytes(wideOf(job)) + SCALES;
}

/** Results of `count` listed patches of a tile, from `at` on. */
function readPatches(job: AnalogJob, tile: i32, first: i32, at: i32, count: i32, rows: usize): void {
  const patches = job.outHeight * job.outWidth, inputs = inputsOf(job), wide = wideOf(job), filters = job.filters;
  const order = job.order + (<usize>at << 2), results = job.sums;
  let start = inputs, end = 0;
  for (let i = 0; i < count; i++) {
    const index = load<i32>(order + (i << 2)), image = index / patches;
    const inside = rowsInside(job, index - image * patches);
    start = min(start, <i32>(inside >> 32));
    end = max(end, <i32>inside);
    gatherPatch(job, first + image, index - image * patches, job.vectors + (<usize>i * inputs << 2));
    for (let f = 0; f < filters; f += 4) {
      v128.store(results + (i * wide + f << 2), loadLanes(job.biases + (tile * filters + f << 2), filters - f));
    }
  }
  for (let array = 0; array < job.arrays; array++) readArray(job, tile, array, first, order, count, start, end);
  const floor = f32x4.splat(job.relu ? 0 : -Infinity);
  for (let i = 0; i < count; i++) {
    const row = rows + (<usize>load<i32>(order + (i << 2)) * filters << 2), result = results + (i * wide << 2);
    for (let f = 0; f < filters; f += 4) {
      storeLanes(row + (f << 2), f32x4.pmax(v128.load(result + (f << 2)), floor), filters - f);
    }
  }
}

/** Adds the answers of one of a tile's arrays to the results of `count` patches, whose inputs outside [start, end) are zero. */
function readArray(
  job: AnalogJob, tile: i32, array: i32, first: i32, order: usize, count: i32, start: i32, end: i32,
): void {
  const patches = job.outHeight * job.outWidth, inputs = inputsOf(job), wide = wideOf(job);
  const to = min(end, load<i32>(job.starts + (array << 2), 4));
  const from = min(to, max(start, load<i32>(job.starts + (array << 2))));
  const room = <usize>GROUP * inputs << 2, wideRoom = GROUP * wide << 2;
  const converted = job.vectors + room, squares = converted + room;
  const sums = job.sums + wideRoom, currents = sums + wideRoom, scales = job.sums + sumsBytes(wide);
  for (let i = 0; i < count; i++) {
    const offset = <usize>(i * inputs + from) << 2;
    const full = job.range > 0 ? job.range : largest(job.vectors + offset, to - from);
    store<f32>(scales + (i << 2), full);
    if (full > 0) convertInputs(job, job.vectors + offset, to - from, full, converted + offset);
    if (full > 0 && job.magnitudes) squareInputs(converted + offset, to - from, squares + offset);
  }
  multiply(job, converted, count, job.packed, from, to, sums);
  if (job.magnitudes) multiply(job, squares, count, job.magnitudes, from, to, currents);
  for (let i = 0; i < count; i++) {
    let full = load<f32>(scales + (i << 2));
    if (full == 0) continue;
    const index = load<i32>(order + (i << 2)), image = index / patches;
    const vector = (index - image * patches) * job.arrays + array;
    const keys = job.keys + (<usize>(first + image) << 3);
    const one = firstKey(load<u32>(keys), vector), two = avalanche(load<u32>(keys, 4) ^ one);
    const sum = sums + (i * wide << 2), current = currents + (i * wide << 2), offset = <usize>i * inputs << 2;
    let divisor: f32 = 1, read = 0;
    while (answer(job, sum, current, one, two, read) && divisor <= job.mostDivisor) {
      divisor *= 2;
      read++;
      const own = offset + (from << 2);
      convertInputs(job, job.vectors + own, to - from, full * divisor, converted + own);
      multiplyOne(job, converted + offset, job.packed, from, to, sum);
      if (!job.magnitudes) continue;
      squareInputs(converted + own, to - from, squares + own);
      multiplyOne(job, squares + offset, job.magnitudes, from, to, current);
    }
    addAnswers(job, tile, array, i, full * divisor);
  }
}

/** The answers of one read, noise and conversion included, after the currents; whether one is beyond the bound. */
function answer(job: AnalogJob, sum: usize, current: usize, one: u32, two: u32, read: i32): bool {
  const wide = wideOf(job), filters = job.filters;
  const answers = job.sums + (3 * GROUP * wide << 2), normals = answers + (wide << 2);
  const unit = f32x4.splat(inputUnit(job)), noisy = job.outputNoise > 0 || job.weightNoise > 0;
  const step = f32x4.splat(job.outputStep), perStep = f32x4.splat(<f32>1 / job.outputStep);
  const isRounded = job.outputStep > 0;
  const high = f32x4.splat(isRounded ? nearest(job.bound / job.outputStep) : job.bound), low = f32x4.neg(high);
  const own = f32x4.splat(job.outputNoise * job.outputNoise);
  const scale = job.weightNoise * inputUnit(job), weight = f32x4.splat(scale * scale);
  const table = constantsOf(job), isWhole = wide == filters;
  let over = i32x4.splat(0);
  for (let f = 0; f < wide; f += 8) {
    if (noisy) storeNormals(normals, table, one, two, <u32>(read * (wide >> 3) + (f >> 3)) << 2);
    for (let part = f; part < f + 8; part += 4) {
      const at = part << 2;
      let value = f32x4.mul(v128.load(sum + at), unit);
      if (noisy) {
        const deviation = job.magnitudes
          ? f32x4.sqrt(f32x4.add(own, f32x4.mul(weight, v128.load(current + at))))
          : f32x4.splat(job.outputNoise);
        value = madd(deviation, v128.load(normals + ((part - f) << 2)), value);
      }
      if (isRounded) value = f32x4.nearest(f32x4.mul(value, perStep));
      let beyond = f32x4.gt(f32x4.abs(value), high);
      if (!isWhole) {
        beyond = v128.and(beyond, i32x4.lt_s(i32x4.add(i32x4.splat(part), i32x4(0, 1, 2, 3)), i32x4.splat(filters)));
      }
      over = v128.or(over, beyond);
      value = f32x4.pmax(low, f32x4.pmin(high, value));
      v128.store(answers + at, isRounded ? f32x4.mul(value, step) : value);
    }
  }
  return v128.any_true(over);
}

/** Adds the answers, in units of the input at full scale, times their columns' factors to a patch's results. */
function addAnswers(job: AnalogJob, tile: i32, array: i32, patch: i32, full: f32): void {
  const wide = wideOf(job), filters = job.filters;
  const answers = job.sums + (3 * GROUP * wide << 2), results = job.sums + (patch * wide << 2);
  const factors = job.factors + (<usize>(tile * job.arrays + array) * filters << 2);
  const scale = f32x4.splat(full);
  for (let f = 0; f < filters; f += 4) {
    const at = f << 2, scaled = f32x4.mul(v128.load(answers + at), scale);
    v128.store(results + at, madd(scaled, loadLanes(factors + at, filters - f), v128.load(results + at)));
  }
}
