import { WIDE } from '../simd';
import { Job } from './job';

/**
 * Vectors of a patch summed together: with a factor and the same number of kernel vectors they fill V8's registers. In the input gradient
 * they determine the order in which a pixel's gradients are added if kernels are large.
 */
export const BLOCK: i32 = 7;

/** The same in the kernels' gradient, where each float has its own sum. */
export const FILTER_BLOCK: i32 = WIDE ? 20 : BLOCK;

/** Vectors of a strip of the dense input gradient. */
export const STRIP: i32 = 4;

/** Vectors of a strip of the kernels' gradient, where runs consist of complete strips. */
export const FILTER_STRIP: i32 = WIDE ? 4 : 1;

/** Vectors of a run of the kernel in complete strips. */
// @ts-ignore: decorator
@inline
export function runVectorsOf(job: Job, strip: i32): i32 {
  return (runOf(job) + (strip << 2) - 1) / (strip << 2) * strip;
}

/** Number of floats in a run of the kernel. */
// @ts-ignore: decorator
@inline
export function runOf(job: Job): i32 {
  return job.kernelWidth * job.channels;
}

/**
 * Fills `offsets`: the position in a padded image of each vector of 4 floats of a patch, run by run, in complete strips of `strip` vectors.
 * Vectors that pad a block have position 0.
 */
export function listVectorOffsets(job: Job, strip: i32): void {
  const runVectors = runVectorsOf(job, strip);
  const rowBytes = (job.paddedWidth * job.channels) << 2;
  for (let v = 0; v < job.runVectors; v++) {
    const row = v / runVectors;
    const offset = row < job.kernelHeight ? row * rowBytes + ((v - row * runVectors) << 4) : 0;
    store<i32>(job.offsets + (v << 2), offset);
  }
}

/** Bytes of a tile's kernels that stay in the first-level cache with what else a patch's gradient needs. */
const WHOLE_BYTES: i32 = 24576;

/**
 * Whether the input gradient adds a whole patch before the next one, because a tile's kernels are small; otherwise blocks of vectors, each over a
 * group of patches. The order of additions to a pixel depends on it, so all builds share it.
 */
// @ts-ignore: decorator
@inline
export function isWhole(job: Job): bool {
  return <i32>transposedBytes(job) <= WHOLE_BYTES;
}

/** Vectors of a patch, without those that pad blocks or strips. */
// @ts-ignore: decorator
@inline
export function patchVectors(job: Job): i32 {
  return job.kernelHeight * runVectorsOf(job, 1);
}

/** Vectors of a patch in complete strips. */
// @ts-ignore: decorator
@inline
export function stripVectors(job: Job): i32 {
  return (patchVectors(job) + STRIP - 1) / STRIP * STRIP;
}

/** Bytes of a tile's transposed kernels in blocks of `BLOCK` vectors. */
export function transposedBytes(job: Job): usize {
  return <usize>job.runVectors * job.filters << 4;
}

/**
 * Copies a tile's kernels to `target` in the layout [blocks of vectors][filters][floats of the runs], `count` vectors in blocks of `block`,
 * with zeros after the end of a run.
 */
export function transposeTile(job: Job, tile: i32, target: usize, count: i32, block: i32): void {
  const run = runOf(job);
  const runVectors = runVectorsOf(job, 1);
  const filters = job.filters;
  const source = job.kernels + (<usize>(tile * job.kernelHeight * run * filters) << 2);
  for (let v = 0; v < count; v++) {
    const row = v / runVectors;
    const at = (v - row * runVectors) << 2;
    const column = target + columnOf(v, filters, block);
    const floats = row < job.kernelHeight ? min(4, run - at) : 0;
    const lines = source + (<usize>((row * run + at) * filters) << 2);
    transposeLines(lines, column, filters, floats, block << 4);
  }
}

/** Byte offset of the first filter's vector `v` in a tile's transposed kernels. */
// @ts-ignore: decorator
@inline
function columnOf(v: i32, filters: i32, vectors: i32): usize {
  const block = v / vectors;
  return <usize>(block * filters * vectors + v - block * vectors) << 4;
}

/** Transposes `floats` rows (at most 4) of `filters` floats to a column of vectors `step` bytes apart, padded with zeros. */
export function transposeLines(lines: usize, column: usize, filters: i32, floats: i32, step: i32): void {
  if (floats == 4) transposeVector(lines, column, filters, step);
  else transposePart(lines, column, filters, floats, filters, step);
}

function transposeVector(lines: usize, column: usize, filters: i32, step: i32): void {
  const line = <usize>filters << 2;
  let f = 0;
  for (; f + 4 <= filters; f += 4) {
    const a = v128.load(lines), b = v128.load(lines + line);
    const c = v128.load(lines + 2 * line), d = v128.load(lines + 3 * line);
    const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const ef = v128.shuffle<f32>(a, b, 2, 6, 3, 7), gh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(column, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
    v128.store(column + step, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
    v128.store(column + 2 * step, v128.shuffle<f32>(ef, gh, 0, 1, 4, 5));
    v128.store(column + 3 * step, v128.shuffle<f32>(ef, gh, 2, 3, 6, 7));
    lines += 16;
    column += 4 * step;
  }
  transposePart(lines, column, filters - f, 4, filters, step);
}

function transposePart(lines: usize, column: usize, count: i32, floats: i32, filters: i32, step: i32): void {
  for (let f = 0; f < count; f++) {
    v128.store(column, f32x4.splat(0));
    for (let i = 0; i < floats; i++) store<f32>(column + (i << 2), load<f32>(lines + (<usize>(i * filters) << 2)));
    lines += 4;
    column += step;
  }
}

/** Copies a tile's kernels from blocks of `FILTER_BLOCK` vectors to [kernel floats][filters]. */
export function untransposeTile(job: Job, tile: i32): void {
  const run = runOf(job);
  const runVectors = runVectorsOf(job, FILTER_STRIP);
  const filters = job.filters;
  const target = job.kernels + (<usize>(tile * job.kernelHeight * run * filters) << 2);
  const source = job.packed + <usize>tile * transposedBytes(job);
  for (let v = 0; v < job.kernelHeight * runVectors; v++) {
    const row = v / runVectors;
    const at = (v - row * runVectors) << 2;
    const column = source + columnOf(v, filters, FILTER_BLOCK);
    const lines = target + (<usize>((row * run + at) * filters) << 2);
    const floats = min(4, run - at);
    const whole = floats == 4 ? filters & ~3 : 0;
    untransposeVector(column, lines, filters, whole);
    for (let f = whole; f < filters; f++) {
      const vector = column + <usize>(f * FILTER_BLOCK << 4);
      for (let i = 0; i < floats; i++) store<f32>(lines + (<usize>(i * filters + f) << 2), load<f32>(vector + (i << 2)));
    }
  }
}

/** Transposes a column of `count` vectors, one block apart, to 4 rows of `filters` floats. */
function untransposeVector(column: usize, lines: usize, filters: i32, count: i32): void {
  const step = <usize>filters << 2;
  for (let f = 0; f < count; f += 4) {
    const a = v128.load(column), b = v128.load(column, FILTER_BLOCK << 4);
    const c = v128.load(column, 2 * FILTER_BLOCK << 4), d = v128.load(column, 3 * FILTER_BLOCK << 4);
    const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const ef = v128.shuffle<f32>(a, b, 2, 6, 3, 7), gh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(lines, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
    v128.store(lines + step, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
    v128.store(lines + 2 * step, v128.shuffle<f32>(ef, gh, 0, 1, 4, 5));
    v128.store(lines + 3 * step, v128.shuffle<f32>(ef, gh, 2, 3, 6, 7));
    lines += 16;
    column += 4 * FILTER_BLOCK << 4;
  }
}
