import type { ResultCell, Results } from '../contract/result.js';

/** The cells of a run and those that only its audit needs. */
export function allCells({ cells, audit }: Pick<Results, 'cells' | 'audit'>): ResultCell[] {
  return [...cells, ...(audit?.cells ?? [])];
}
