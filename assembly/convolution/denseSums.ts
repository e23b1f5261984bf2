import { madd, splat, sumLanes } from '../simd';
import { addPatch, addSums } from './inputGradientBlocks';
import { Job } from './job';
import { TABLE_BYTES } from './nonzeroLists';
import { BLOCK, isWhole, patchVectors, STRIP, stripVectors } from './runBlocks';
import { patchInput } from './sortPatches';

// The input gradient patch by patch where few gradients are zero, in the build for 256 bits: a product of the rows of 6 patches with strips of
// 16 floats of the kernels, 12 joined sums. Sums of a whole group are kept, then added to the images in the order of the other
// builds, so results are bit-identical.

/** Patches whose sums are computed together. */
const PATCHES: i32 = 6;

/** Bytes of the sums of a group of at most `most` patches. */
export function sumsRoom(most: i32, runVectors: i32): i32 {
  return (most + PATCHES - 1) / PATCHES * PATCHES * slotBytes(runVectors);
}

/** Bytes from one patch's sums to the next: complete strips, and complete blocks of `BLOCK` vectors. */
// @ts-ignore: decorator
@inline
function slotBytes(runVectors: i32): i32 {
  return (runVectors + STRIP - 1) / STRIP * STRIP << 4;
}

/** Whether so many of `count` floats, a multiple of 4, differ from zero that skipping the others does not pay. */
export function fewAreZero(floats: usize, count: i32): bool {
  let nonzero = i32x4.splat(0);
  for (const end = floats + (<usize>count << 2); floats < end; floats += 16) {
    nonzero = i32x4.sub(nonzero, f32x4.ne(v128.load(floats), f32x4.splat(0)));
  }
  return 10 * <i64>sumLanes(nonzero) > 3 * <i64>count;
}

/** Adds the gradients of the patches [from, to) of one tile to their images. `kernel` is that of the tile, in strips. */
export function addDense(job: Job, from: i32, to: i32, kernel: usize): void {
  const room = job.group + TABLE_BYTES, step = slotBytes(job.runVectors), strips = stripVectors(job) / STRIP;
  for (let strip = 0; strip < strips; strip++) {
    let slot = room + (strip * STRIP << 4), i = from;
    for (; i + PATCHES <= to; i += PATCHES) {
      sumSix(job, i, to - 1, kernel, slot, step);
      slot += PATCHES * step;
    }
    if (i < to) sumSix(job, i, to - 1, kernel, slot, step);
    kernel += <usize>job.filters * (STRIP << 4);
  }
  if (isWhole(job)) {
    for (let i = from; i < to; i++) addPatch(job, room + (i - from) * step, patchInput(job, i));
    return;
  }
  addBlocks(job, from, to, room, step);
}

function addBlocks(job: Job, from: i32, to: i32, room: usize, step: i32): void {
  const blocks = job.runVectors / BLOCK, vectors = patchVectors(job);
  let offsets = job.offsets;
  for (let block = 0; block < blocks; block++) {
    const o0 = load<u32>(offsets), o1 = load<u32>(offsets, 4), o2 = load<u32>(offsets, 8), o3 = load<u32>(offsets, 12);
    const o4 = load<u32>(offsets, 16), o5 = load<u32>(offsets, 20), o6 = load<u32>(offsets, 24);
    const count = vectors - block * BLOCK;
    let sums = room;
    for (let i = from; i < to; i++) {
      addSums(
        patchInput(job, i), count, o0, o1, o2, o3, o4, o5, o6,
        v128.load(sums), v128.load(sums, 16), v128.load(sums, 32), v128.load(sums, 48), v128.load(sums, 64), v128.load(sums, 80),
        v128.load(sums, 96),
      );
      sums += step;
    }
    offsets += BLOCK << 2;
    room += BLOCK << 4;
  }
}

// @ts-ignore: decorator
@inline
function rowOf(job: Job, i: i32, last: i32): usize {
  return load<u32>(job.patchRows + (min(i, last) << 2));
}

/**
 * Sums 16 floats of the gradients of 6 patches from patch `i` on, to slots `step` bytes apart from `to` on. Patches after `last` are
 * replaced by it; nobody reads their slots. Not inlined, because it is called from two places: V8 then keeps all sums in registers.
 */
function sumSix(job: Job, i: i32, last: i32, kernel: usize, to: usize, step: i32): void {
  const a = rowOf(job, i, last), b = rowOf(job, i + 1, last), c = rowOf(job, i + 2, last);
  const d = rowOf(job, i + 3, last), e = rowOf(job, i + 4, last), f = rowOf(job, i + 5, last);
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
  let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0), b3 = f32x4.splat(0);
  let c0 = f32x4.splat(0), c1 = f32x4.splat(0), c2 = f32x4.splat(0), c3 = f32x4.splat(0);
  let d0 = f32x4.splat(0), d1 = f32x4.splat(0), d2 = f32x4.splat(0), d3 = f32x4.splat(0);
  let e0 = f32x4.splat(0), e1 = f32x4.splat(0), e2 = f32x4.splat(0), e3 = f32x4.splat(0);
  let f0 = f32x4.splat(0), f1 = f32x4.splat(0), f2 = f32x4.splat(0), f3 = f32x4.splat(0);
  const end = kernel + <usize>job.filters * (STRIP << 4);
  let offset: usize = 0;
  while (kernel < end) {
    const k0 = v128.load(kernel), k1 = v128.load(kernel, 16), k2 = v128.load(kernel, 32), k3 = v128.load(kernel, 48);
    const fx = splat(f + offset);
    f0 = madd(fx, k0, f0); f1 = madd(fx, k1, f1); f2 = madd(fx, k2, f2); f3 = madd(fx, k3, f3);
    const ex = splat(e + offset);
    e0 = madd(ex, k0, e0); e1 = madd(ex, k1, e1); e2 = madd(ex, k2, e2); e3 = madd(ex, k3, e3);
    const dx = splat(d + offset);
    d0 = madd(dx, k0, d0); d1 = madd(dx, k1, d1); d2 = madd(dx, k2, d2); d3 = madd(dx, k3, d3);
    const cx = splat(c + offset);
    c0 = madd(cx, k0, c0); c1 = madd(cx, k1, c1); c2 = madd(cx, k2, c2); c3 = madd(cx, k3, c3);
    const bx = splat(b + offset);
    b0 = madd(bx, k0, b0); b1 = madd(bx, k1, b1); b2 = madd(bx, k2, b2); b3 = madd(bx, k3, b3);
    const ax = splat(a + offset);
    a0 = madd(ax, k0, a0); a1 = madd(ax, k1, a1); a2 = madd(ax, k2, a2); a3 = madd(ax, k3, a3);
    offset += 4;
    kernel += STRIP << 4;
  }
  v128.store(to, a1, 16); v128.store(to, a0); v128.store(to, a3, 48); v128.store(to, a2, 32);
  to += step;
  v128.store(to, b1, 16); v128.store(to, b0); v128.store(to, b3, 48); v128.store(to, b2, 32);
  to += step;
  v128.store(to, c1, 16); v128.store(to, c0); v128.store(to, c3, 48); v128.store(to, c2, 32);
  to += step;
  v128.store(to, d1, 16); v128.store(to, d0); v128.store(to, d3, 48); v128.store(to, d2, 32);
  to += step;
  v128.store(to, e1, 16); v128.store(to, e0); v128.store(to, e3, 48); v128.store(to, e2, 32);
  to += step;
  v128.store(to, f1, 16); v128.store(to, f0); v128.store(to, f3, 48); v128.store(to, f2, 32);
}
