import { assignmentError } from './checkShapes.js';

/** A batch's patches sorted by tile, every tile's group filled up to the size of the largest. */
export interface PatchGroups {
  /** Size of a group. */
  readonly size: number;
  /** tiles x size: number of the patch in the batch, or the number of patches where a group is filled up. */
  readonly order: Int32Array;
  /** One a patch: its place in `order`, or `order.length` for a patch that no tile computes. */
  readonly places: Int32Array;
  /** Every group is full, and every patch has a tile. */
  readonly even: boolean;
}

/**
 * Groups the patches of `batch` images by the tiles that compute them. `assignment`: one row of `patches` entries an
 * image, or one row for all. Throws RangeError for an entry that is no tile.
 */
export function groupPatches(
  assignment: ArrayLike<number>,
  { batch, patches, tiles }: { readonly batch: number; readonly patches: number; readonly tiles: number },
): PatchGroups {
  const total = batch * patches;
  const tileOf = (patch: number) => assignment[assignment.length === total ? patch : patch % patches]!;
  const counts = new Int32Array(tiles);
  for (let entry = 0; entry < assignment.length; entry++) {
    const tile = assignment[entry]!;
    if (tile < -1 || tile >= tiles) throw assignmentError(entry, tile, tiles);
  }
  for (let patch = 0; patch < total; patch++) if (tileOf(patch) >= 0) counts[tileOf(patch)]!++;
  const size = Math.max(1, ...counts);
  const order = new Int32Array(tiles * size).fill(total);
  const places = new Int32Array(total).fill(order.length);
  const next = Int32Array.from({ length: tiles }, (_, tile) => tile * size);
  for (let patch = 0; patch < total; patch++) {
    const tile = tileOf(patch);
    if (tile < 0) continue;
    places[patch] = next[tile]!;
    order[next[tile]!++] = patch;
  }
  return { size, order, places, even: order.length === total && counts.every((count) => count === size) };
}
