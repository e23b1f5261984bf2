import { AnalogJob, inputsOf } from './job';

/** Lists the patches of the images [first, first + count) by tile, as indices in the chunk. */
export function listPatches(job: AnalogJob, first: i32, count: i32): void {
  const patches = job.outHeight * job.outWidth, ends = job.ends;
  memory.fill(ends, 0, (job.tiles + 1) << 2);
  for (let pass = 0; pass < 2; pass++) {
    // Patches at the same position have the same rows in the padding.
    for (let p = 0; p < patches; p++) {
      for (let image = 0; image < count; image++) {
        const tile = load<i32>(job.assignment + (<usize>((first + image) * job.assignmentStride + p) << 2));
        if (tile < 0) continue;
        const counter = ends + ((tile + (pass ? 0 : 1)) << 2);
        const at = load<i32>(counter);
        if (pass) store<i32>(job.order + (<usize>at << 2), image * patches + p);
        store<i32>(counter, at + 1);
      }
    }
    // Counts become starts, which the second pass advances to ends.
    if (!pass) for (let tile = 1; tile <= job.tiles; tile++) {
      const counter = ends + (tile << 2);
      store<i32>(counter, load<i32>(counter) + load<i32>(counter - 4));
    }
  }
}

/** First input of the rows of patch `patch` that lie in the image, in the upper 32 bits, and the end of these inputs. */
export function rowsInside(job: AnalogJob, patch: i32): u64 {
  const top = patch / job.outWidth * job.strideHeight - job.padTop, run = job.kernelWidth * job.channels;
  const from = max(0, -top), to = max(from, min(job.kernelHeight, job.inHeight - top));
  return (<u64>(from * run) << 32) | <u64>(to * run);
}

/** Copies the pixels of patch `patch` of image `image` to `target`, zero in the padding. */
export function gatherPatch(job: AnalogJob, image: i32, patch: i32, target: usize): void {
  const row = patch / job.outWidth;
  const top = row * job.strideHeight - job.padTop;
  const left = (patch - row * job.outWidth) * job.strideWidth - job.padLeft;
  const pixel = job.channels << 2, run = job.kernelWidth * pixel;
  const before = max(0, -left), after = max(0, left + job.kernelWidth - job.inWidth);
  const inside = (job.kernelWidth - before - after) * pixel;
  if (before || after || top < 0 || top + job.kernelHeight > job.inHeight) clearFloats(target, inputsOf(job));
  if (inside <= 0) return;
  const lineBytes = job.inWidth * pixel;
  let source = job.x + <usize>image * job.inHeight * lineBytes + top * lineBytes + (left + before) * pixel;
  target += before * pixel;
  const first = max(0, -top), last = min(job.kernelHeight, job.inHeight - top);
  source += first * lineBytes;
  target += first * run;
  // Whole vectors, whose end the next row overwrites, where nothing but the next row follows.
  const whole = before + after == 0 ? inside & ~15 : -1;
  for (let i = first; i < last; i++) {
    if (whole >= 0 && i + 1 < last) {
      for (let at = 0; at <= whole; at += 16) v128.store(target + at, v128.load(source + at));
    } else copyFloats(target, source, inside);
    source += lineBytes;
    target += run;
  }
}

/** Few floats, like `copyFloats`. */
// @ts-ignore: decorator
@inline
function clearFloats(target: usize, count: i32): void {
  const zero = f32x4.splat(0);
  let at = 0;
  for (; at + 4 <= count; at += 4) v128.store(target + (at << 2), zero);
  for (; at < count; at++) store<f32>(target + (at << 2), 0);
}

/** Few floats: a call of `memory.copy` would take longer. */
// @ts-ignore: decorator
@inline
function copyFloats(target: usize, source: usize, bytes: i32): void {
  let at: i32 = 0;
  for (; at + 16 <= bytes; at += 16) v128.store(target + at, v128.load(source + at));
  for (; at < bytes; at += 4) store<f32>(target + at, load<f32>(source + at));
}
