import { assignmentError } from './checkShapes.js';

/** The patches of a batch sorted by tile; each tile's group is padded to the size of the largest. */
export interface PatchGroups {
  /** Size of each group. */
  readonly size: number;
  /** tiles x size: index of the patch in the batch, or the number of patches for padding. */
  readonly order: Int32Array;
  /** One per patch: its index in `order`, or `order.length` if no tile computes it. */
  readonly places: Int32Array;
  /** Whether no group is padded and every patch has a tile. */
  readonly even: boolean;
}

/**
 * Groups the patches of `batch` images by tile. `assignment` has one row of `patches` entries per image, or one row for all.
 * Throws RangeError for an entry that is not a tile.
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
