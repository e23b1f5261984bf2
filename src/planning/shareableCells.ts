import type { Cell } from '../contract/cell.js';
import { workKey } from './workKey.js';

/**
 * Groups cells of one model and one range of images whose attacks differ only in name and sweep, so that one worker runs them
 * together and its cache serves all of them. A group has the position of its first cell.
 */
export function shareableCells(cells: readonly Cell[]): Cell[][] {
  const groups = new Map<string, Cell[]>();
  const keys = new Map<string, string>();
  for (const cell of cells) {
    // Hashing is slow, and all cells of a pair have the same work key.
    const pair = `${cell.model}/${cell.attack.id}`;
    const own = keys.get(pair) ?? workKey(cell);
    keys.set(pair, own);
    const key = `${own} ${cell.images}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [cell]);
    else group.push(cell);
  }
  return [...groups.values()];
}
