import type { Cell } from '../contract/cell.js';
import { workKey } from '../planning/workKey.js';

/**
 * Groups cells of one model and one range of images whose attacks differ in nothing but their name and sweep, so that one
 * worker gets them together and its memo serves them all. Groups stand where their first cell stood.
 */
export function shareableCells(cells: readonly Cell[]): Cell[][] {
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) {
    const key = `${workKey(cell)} ${cell.images}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [cell]);
    else group.push(cell);
  }
  return [...groups.values()];
}
