import { WIDE } from '../simd';
import { accumulate } from './filterGradientBlocks';
import { Job } from './job';
import { appendColumns, ENTRY, fillTable, GROUP_BYTES, LEAST_LISTED, listBytes, TABLE_BYTES } from './nonzeroLists';
import { clearPadded, padImages } from './padImages';
import { gradientRows } from './poolRows';
import { listPositions } from './positions';
import { FILTER_BLOCK, FILTER_STRIP, listVectorOffsets, transposedBytes, untransposeTile } from './runBlocks';
import { sortPatches, tileEnd, tileStart } from './sortPatches';
import { accumulateStrips } from './wideGradientBlocks';

/**
 * kernels = gradient of the convolution with respect to its kernels. Sums run over the batch in order, so the result is
 * deterministic. If `biases` is given, it receives the bias gradient in rows `wideFilters` apart.
 */
export function convolutionFilterGradient(pointer: usize): void {
  const job = changetype<Job>(pointer);
  memory.fill(job.packed, 0, <usize>job.tiles * transposedBytes(job));
  memory.fill(job.dummy, 0, job.wideFilters << 2);
  if (job.biases) memory.fill(job.biases, 0, job.tiles * job.wideFilters << 2);
  clearPadded(job, min(job.chunk, job.batch));
  listVectorOffsets(job, FILTER_STRIP);
  listPositions(job, false);
  fillTable(job.group);
  for (let first = 0; first < job.batch; first += job.chunk) {
    const count = min(job.chunk, job.batch - first);
    padImages(job, first, count);
    const rows = gradientRows(job, first, count);
    sortPatches(job, first, count, rows, job.rows ? job.wideFilters << 2 : job.filters << 2);
    for (let tile = 0; tile < job.tiles; tile++) gradientOfTile(job, tile);
  }
  for (let tile = 0; tile < job.tiles; tile++) untransposeTile(job, tile);
}

function gradientOfTile(job: Job, tile: i32): void {
  const from = tileStart(job, tile);
  const patches = tileEnd(job, tile) - from;
  const most = max(LEAST_LISTED, (GROUP_BYTES / (job.wideFilters * ENTRY) - 1) & ~3);
  const groups = (patches + most - 1) / most;
  const sums = job.packed + <usize>tile * transposedBytes(job);
  let at = from;
  for (let group = 0; group < groups; group++) {
    // Groups of equal size: a small last group would cost as much as a full one.
    const end = from + <i32>((<i64>patches * (group + 1)) / groups);
    if (job.biases) addRows(job.patchRows + (at << 2), end - at, job.biases + tile * (job.wideFilters << 2), job.wideFilters << 2);
    gradientOfGroup(job, at, end, sums);
    at = end;
  }
}

function gradientOfGroup(job: Job, from: i32, to: i32, sums: usize): void {
  const step = listGroup(job, from, to);
  const blocks = job.runVectors / FILTER_BLOCK;
  let offsets = job.offsets;
  for (let block = 0; block < blocks; block++) {
    if (WIDE) {
      const o0 = load<u32>(offsets), o1 = load<u32>(offsets, 16), o2 = load<u32>(offsets, 32);
      const o3 = load<u32>(offsets, 48), o4 = load<u32>(offsets, 64);
      let list = job.group + TABLE_BYTES;
      for (let filter = 0; filter < job.filters; filter++) {
        accumulateStrips(list, sums, o0, o1, o2, o3, o4);
        list += step;
        sums += FILTER_BLOCK << 4;
      }
      offsets += FILTER_BLOCK << 2;
      continue;
    }
    const o0 = load<u32>(offsets), o1 = load<u32>(offsets, 4), o2 = load<u32>(offsets, 8), o3 = load<u32>(offsets, 12);
    const o4 = load<u32>(offsets, 16), o5 = load<u32>(offsets, 20), o6 = load<u32>(offsets, 24);
    let list = job.group + TABLE_BYTES;
    for (let filter = 0; filter < job.filters; filter++) {
      accumulate(list, sums, o0, o1, o2, o3, o4, o5, o6);
      list += step;
      sums += FILTER_BLOCK << 4;
    }
    offsets += FILTER_BLOCK << 2;
  }
}

/** For each filter, lists the nonzero gradients of the group in order; returns the bytes from one list to the next. */
function listGroup(job: Job, from: i32, to: i32): usize {
  const step = listBytes((to - from + 3) & ~3);
  const lists = job.group + TABLE_BYTES;
  for (let filter = 0; filter < job.wideFilters; filter++) {
    const list = lists + <usize>filter * step;
    store<u32>(list, <u32>list + ENTRY);
  }
  for (let i = from; i < to; i += 4) {
    const rows = job.patchRows + (i << 2);
    // A row of zeros after the last patch.
    const a = <usize>load<u32>(rows);
    const b = i + 1 < to ? <usize>load<u32>(rows, 4) : job.dummy;
    const c = i + 2 < to ? <usize>load<u32>(rows, 8) : job.dummy;
    const d = i + 3 < to ? <usize>load<u32>(rows, 12) : job.dummy;
    const patches = v128.load(job.patchInputs + (i << 2));
    let list = lists;
    for (let at: usize = 0; at < <usize>job.wideFilters << 2; at += 16) {
      appendColumns(a + at, b + at, c + at, d + at, patches, list, step, job.group);
      list += 4 * step;
    }
  }
  return step;
}

/** Adds rows of complete vectors, given by their pointers, to `sums`, row by row. */
function addRows(rows: usize, count: i32, sums: usize, bytes: i32): void {
  const end = rows + (count << 2);
  let at = 0;
  for (; at + 64 <= bytes; at += 64) {
    let a = v128.load(sums + at), b = v128.load(sums + at, 16), c = v128.load(sums + at, 32), d = v128.load(sums + at, 48);
    for (let i = rows; i < end; i += 4) {
      const row = <usize>load<u32>(i) + at;
      a = f32x4.add(a, v128.load(row));
      b = f32x4.add(b, v128.load(row, 16));
      c = f32x4.add(c, v128.load(row, 32));
      d = f32x4.add(d, v128.load(row, 48));
    }
    v128.store(sums + at, b, 16); v128.store(sums + at, a); v128.store(sums + at, d, 48); v128.store(sums + at, c, 32);
  }
  for (; at < bytes; at += 16) {
    let a = v128.load(sums + at);
    for (let i = rows; i < end; i += 4) a = f32x4.add(a, v128.load(<usize>load<u32>(i) + at));
    v128.store(sums + at, a);
  }
}
