import { WIDE } from '../simd';
import { sumsRoom } from './denseSums';

/** Bytes of an entry: a float and its int32. */
export const ENTRY: i32 = 8;

/** Bytes before the first list: the table that `fillTable` fills, used to make lists, and in the wide build room for sums. */
export const TABLE_BYTES: i32 = WIDE ? 512 : 256;

/** Position of that room. */
export const PAIR_ROOM: i32 = 256;

/** Bytes of lists that are used together: they should fit in the first-level cache. */
export const GROUP_BYTES: i32 = 32768;

/** Minimum number of patches listed together, for any number of filters. */
export const LEAST_LISTED: i32 = 8;

/** Bytes of lists of an input gradient that should fit in the first-level cache together; at most `GROUP_BYTES`. */
const SPREAD_BYTES: i32 = 16384;

/** The most patches whose gradients are spread together. The order of additions depends on it, so all builds share it. */
export function spreadPatches(wideFilters: i32): i32 {
  return max(1, SPREAD_BYTES / <i32>listBytes(wideFilters));
}

/**
 * Bytes of a table and the lists of a group. If `runVectors` is not 0, for an input gradient: also of the sums of as many patches, or of lists and
 * the sums of two.
 */
export function groupRoom(wideFilters: i32, runVectors: i32): i32 {
  const bytes = <i32>listBytes(wideFilters);
  const lists = max(GROUP_BYTES, (LEAST_LISTED + 1) * bytes);
  if (!WIDE || runVectors == 0) return TABLE_BYTES + lists;
  const pair = (spreadPatches(wideFilters) + 1) * bytes + ((runVectors + 1) << 5);
  return TABLE_BYTES + max(max(lists, pair), sumsRoom(spreadPatches(wideFilters), runVectors));
}

/** Bytes from one list to the next: the list's end, then room for `length` entries. */
// @ts-ignore: decorator
@inline
export function listBytes(length: i32): usize {
  return <usize>(length + 1) * ENTRY;
}

/** Fills `table`: for each subset of the 4 lanes of a vector, the shuffle that moves them to the front in order. */
export function fillTable(table: usize): void {
  for (let set: u32 = 0; set < 16; set++) {
    let place = table + (set << 4);
    v128.store(place, i8x16.splat(0));
    for (let lane: u32 = 0; lane < 4; lane++) {
      if (!((set >> lane) & 1)) continue;
      store<u32>(place, 0x03020100 + 0x04040404 * lane);
      place += 4;
    }
  }
}

/**
 * Lists the nonzero floats of a row of complete vectors in order, each with `step` times its index, and returns their number.
 * ReLU and pooling make more than half of a gradient zero, and a product with zero adds nothing.
 */
export function listNonzeros(row: usize, length: i32, list: usize, step: i32, table: usize): i32 {
  const end = appendNonzeros(row, length, list + ENTRY, 0, step, table);
  store<u32>(list, <u32>end);
  return <i32>(end - list) / ENTRY - 1;
}

/**
 * Appends entries for the nonzero floats of a row, each with `first` plus `step` times its index; returns the end of the list.
 */
// @ts-ignore: decorator
@inline
export function appendNonzeros(row: usize, length: i32, entry: usize, first: i32, step: i32, table: usize): usize {
  const end = row + (length << 2);
  const steps = i32x4.splat(step << 2);
  let offsets = i32x4.add(i32x4.splat(first), i32x4.mul(i32x4.splat(step), i32x4(0, 1, 2, 3)));
  for (; row < end; row += 16) {
    entry += writeEntries(v128.load(row), offsets, entry, table);
    offsets = i32x4.add(offsets, steps);
  }
  return entry;
}

/**
 * Appends the nonzero gradients of 4 patches to the lists of 4 filters, `step` bytes apart, each with the pointer of its patch.
 * `a` to `d` point to the gradients of the 4 filters for each patch.
 */
// @ts-ignore: decorator
@inline
export function appendColumns(
  a: usize, b: usize, c: usize, d: usize, patches: v128, list: usize, step: usize, table: usize,
): void {
  const rowA = v128.load(a), rowB = v128.load(b), rowC = v128.load(c), rowD = v128.load(d);
  const ab = v128.shuffle<f32>(rowA, rowB, 0, 4, 1, 5), cd = v128.shuffle<f32>(rowC, rowD, 0, 4, 1, 5);
  const ef = v128.shuffle<f32>(rowA, rowB, 2, 6, 3, 7), gh = v128.shuffle<f32>(rowC, rowD, 2, 6, 3, 7);
  append(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), patches, list, table);
  append(v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), patches, list + step, table);
  append(v128.shuffle<f32>(ef, gh, 0, 1, 4, 5), patches, list + 2 * step, table);
  append(v128.shuffle<f32>(ef, gh, 2, 3, 6, 7), patches, list + 3 * step, table);
}

// @ts-ignore: decorator
@inline
function append(values: v128, seconds: v128, list: usize, table: usize): void {
  const entry = <usize>load<u32>(list);
  store<u32>(list, <u32>(entry + writeEntries(values, seconds, entry, table)));
}

/**
 * Writes entries for the nonzero lanes of `values` and returns their size in bytes. It always writes four entries and the next
 * call overwrites the unused ones: branches would be mispredicted.
 */
// @ts-ignore: decorator
@inline
function writeEntries(values: v128, seconds: v128, entry: usize, table: usize): usize {
  const set = i32x4.bitmask(f32x4.ne(values, f32x4.splat(0)));
  const order = v128.load(table + (<usize>set << 4));
  const first = moveBytes(values, order), second = moveBytes(seconds, order);
  v128.store(entry, v128.shuffle<i32>(first, second, 2, 6, 3, 7), 16);
  v128.store(entry, v128.shuffle<i32>(first, second, 0, 4, 1, 5));
  return <usize>popcnt(set) * ENTRY;
}

// @ts-ignore: decorator
@inline
function moveBytes(value: v128, order: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return i8x16.relaxed_swizzle(value, order);
  return i8x16.swizzle(value, order);
}
