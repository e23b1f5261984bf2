import { accumulate1, accumulate2, accumulate4 } from './filterGradientBlocks';
import { Job } from './job';
import { clearPadded, padImages } from './padImages';
import { gradientRows } from './poolRows';
import { runOf } from './runBlocks';
import { sortPatches, tileEnd, tileStart } from './sortPatches';
import { narrowRows } from './wideRows';

/** Bytes of the rows of gradients that should stay in the first-level cache together. */
const GROUP_BYTES: i32 = 8192;

/**
 * kernels = the convolution's gradient to its kernels. Sums run over the batch in order, so that it is deterministic. If
 * there is room for them, biases = the gradient to the biases, its rows `wideFilters` apart.
 */
export function convolutionFilterGradient(pointer: usize): void {
  const job = changetype<Job>(pointer);
  const depth = job.kernelHeight * runOf(job);
  const gradient = job.packed ? job.packed : job.kernels;
  memory.fill(gradient, 0, <usize>job.tiles * depth * job.wideFilters << 2);
  if (job.biases) memory.fill(job.biases, 0, job.tiles * job.wideFilters << 2);
  clearPadded(job, min(job.chunk, job.batch));
  listFloatOffsets(job);
  for (let first = 0; first < job.batch; first += job.chunk) {
    const count = min(job.chunk, job.batch - first);
    padImages(job, first, count);
    const rows = gradientRows(job, first, count);
    sortPatches(job, first, count, rows, job.rows ? job.wideFilters << 2 : job.filters << 2);
    for (let tile = 0; tile < job.tiles; tile++) {
      gradientOfTile(job, tile, gradient + (<usize>tile * depth * job.wideFilters << 2));
    }
  }
  if (job.packed) narrowRows(job, job.packed, job.kernels, job.tiles * depth);
}

/** Fills `offsets`: where each float of a patch lies in a padded image. The last one is listed up to four times. */
function listFloatOffsets(job: Job): void {
  const run = runOf(job);
  const depth = job.kernelHeight * run;
  for (let d = 0; d < depth; d++) {
    const row = d / run;
    store<i32>(job.offsets + (d << 2), (row * job.paddedWidth * job.channels + d - row * run) << 2);
  }
  for (let d = depth; d < depth + 3; d++) store<i32>(job.offsets + (d << 2), load<i32>(job.offsets + ((depth - 1) << 2)));
}

function gradientOfTile(job: Job, tile: i32, gradient: usize): void {
  const from = tileStart(job, tile);
  const patches = tileEnd(job, tile) - from;
  const wideBytes = job.wideFilters << 2;
  const most = max(8, GROUP_BYTES / wideBytes);
  const groups = (patches + most - 1) / most;
  let at = from;
  for (let group = 0; group < groups; group++) {
    // Groups of equal size: a small last one would cost as much as a whole one.
    const end = from + <i32>((<i64>patches * (group + 1)) / groups);
    for (let i = at; i < end; i++) {
      copyRow(load<u32>(job.patchRows + (i << 2)), job.group + (i - at) * wideBytes, wideBytes);
    }
    if (job.biases) addRows(job.group, end - at, job.biases + tile * wideBytes, wideBytes);
    gradientOfGroup(job, job.patchInputs + (at << 2), end - at, gradient);
    at = end;
  }
}

function gradientOfGroup(job: Job, inputs: usize, patches: i32, gradient: usize): void {
  const depth = job.kernelHeight * runOf(job);
  const wideBytes = job.wideFilters << 2;
  const whole = wideBytes & ~63;
  for (let d = 0; whole && d < depth; d += 2) {
    const o0 = load<u32>(job.offsets + (d << 2)), o1 = load<u32>(job.offsets + (d << 2), 4);
    const k0 = gradient + <usize>d * wideBytes;
    const k1 = d + 1 < depth ? k0 + wideBytes : job.dummy;
    for (let f = 0; f < whole; f += 64) {
      accumulate4(inputs, patches, o0, o1, job.group + f, wideBytes, k0 + f, k1 + f);
    }
  }
  for (let d = 0; whole < wideBytes && d < depth; d += 4) leftoverRows(job, inputs, patches, gradient, d, whole);
}

/** 4 kernel rows from `d` on, the filters from byte `f` of a row on. */
function leftoverRows(job: Job, inputs: usize, patches: i32, gradient: usize, d: i32, f: i32): void {
  const depth = job.kernelHeight * runOf(job);
  const wideBytes = job.wideFilters << 2;
  const offsets = job.offsets + (d << 2);
  const o0 = load<u32>(offsets), o1 = load<u32>(offsets, 4), o2 = load<u32>(offsets, 8), o3 = load<u32>(offsets, 12);
  const rows = gradient + <usize>d * wideBytes;
  const k0 = rows + f;
  const k1 = d + 1 < depth ? k0 + wideBytes : job.dummy;
  const k2 = d + 2 < depth ? k0 + 2 * wideBytes : job.dummy;
  const k3 = d + 3 < depth ? k0 + 3 * wideBytes : job.dummy;
  const gradients = job.group + f;
  if (wideBytes - f >= 32) {
    accumulate2(inputs, patches, o0, o1, o2, o3, gradients, wideBytes, k0, k1, k2, k3);
    if (wideBytes - f == 32) return;
    const more = <usize>32;
    accumulate1(inputs, patches, o0, o1, o2, o3, gradients + more, wideBytes, k0 + more, k1 + more, k2 + more, k3 + more);
  } else {
    accumulate1(inputs, patches, o0, o1, o2, o3, gradients, wideBytes, k0, k1, k2, k3);
  }
}

// @ts-ignore: decorator
@inline
function copyRow(source: usize, target: usize, bytes: i32): void {
  for (let at = 0; at < bytes; at += 16) v128.store(target + at, v128.load(source + at));
}

/** Adds `count` rows of whole vectors to `sums`, row after row. */
function addRows(rows: usize, count: i32, sums: usize, bytes: i32): void {
  let at = 0;
  for (; at + 64 <= bytes; at += 64) {
    let a = v128.load(sums + at), b = v128.load(sums + at, 16), c = v128.load(sums + at, 32), d = v128.load(sums + at, 48);
    let row = rows + at;
    for (let i = 0; i < count; i++) {
      a = f32x4.add(a, v128.load(row));
      b = f32x4.add(b, v128.load(row, 16));
      c = f32x4.add(c, v128.load(row, 32));
      d = f32x4.add(d, v128.load(row, 48));
      row += bytes;
    }
    v128.store(sums + at, a); v128.store(sums + at, b, 16); v128.store(sums + at, c, 32); v128.store(sums + at, d, 48);
  }
  for (; at < bytes; at += 16) {
    let a = v128.load(sums + at), row = rows + at;
    for (let i = 0; i < count; i++) {
      a = f32x4.add(a, v128.load(row));
      row += bytes;
    }
    v128.store(sums + at, a);
  }
}
