import { Job } from './job';
import { groupEnd, Position } from './positions';

/**
 * Lists the patches of the images [first, first + count) by tile, by a counting sort. Within a tile the order is that of groups
 * of positions, images and positions. `rows` is the start of the chunk's output rows, `rowBytes` apart.
 */
export function sortPatches(job: Job, first: i32, count: i32, rows: usize, rowBytes: i32): void {
  countTiles(job, first, count);
  const ends = job.starts, inputs = job.patchInputs, outputs = job.patchRows, cuts = job.patchCuts;
  const patches = job.outHeight * job.outWidth;
  const last = job.positions + <usize>patches * offsetof<Position>();
  for (let from = job.positions; from < last; ) {
    const to = groupEnd(from, last);
    for (let image = 0; image < count; image++) {
      const tiles = assignmentOf(job, first + image), input = job.padded + <usize>image * job.imageBytes;
      const row = rows + image * patches * rowBytes;
      for (let each = from; each < to; each += offsetof<Position>()) {
        const position = changetype<Position>(each);
        const tile = job.assignment ? load<i32>(tiles + (position.index << 2)) : 0;
        if (tile < 0) continue;
        const cursor = ends + (tile << 2);
        const at = load<u32>(cursor);
        store<u32>(cursor, at + 1);
        store<u32>(inputs + (at << 2), <u32>(input + position.input));
        store<u32>(outputs + (at << 2), <u32>(row + position.index * rowBytes));
        if (cuts) store<u32>(cuts + (at << 2), position.cut);
      }
    }
    from = to;
  }
}

/** Pointer to the padded image's floats of patch `i` of the sorted lists. */
// @ts-ignore: decorator
@inline
export function patchInput(job: Job, i: i32): usize {
  return <usize>load<u32>(job.patchInputs + (i << 2));
}

/** Start index of a tile's patches in the sorted lists. */
export function tileStart(job: Job, tile: i32): i32 {
  return tile == 0 ? 0 : load<i32>(job.starts + ((tile - 1) << 2));
}

/** End index of a tile's patches in the sorted lists. */
export function tileEnd(job: Job, tile: i32): i32 {
  return load<i32>(job.starts + (tile << 2));
}

/** Start of the assignment of an image of the batch. */
export function assignmentOf(job: Job, image: i32): usize {
  return job.assignment + (<usize>(image * job.assignmentStride) << 2);
}

/** Sets `starts` to the start of each tile's list. */
function countTiles(job: Job, first: i32, count: i32): void {
  const starts = job.starts;
  const patches = job.outHeight * job.outWidth;
  memory.fill(starts, 0, (job.tiles + 1) << 2);
  if (!job.assignment) return;
  for (let image = 0; image < count; image++) {
    let entry = assignmentOf(job, first + image);
    for (let p = 0; p < patches; p++) {
      const tile = load<i32>(entry);
      // Index 0 counts patches without a tile; it is cleared below.
      const counter = starts + ((tile + 1) << 2);
      store<i32>(counter, load<i32>(counter) + 1);
      entry += 4;
    }
  }
  store<i32>(starts, 0);
  for (let tile = 1; tile <= job.tiles; tile++) {
    const counter = starts + (tile << 2);
    store<i32>(counter, load<i32>(counter) + load<i32>(counter - 4));
  }
}
