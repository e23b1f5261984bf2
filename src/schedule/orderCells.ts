/** What the order of a run depends on. */
export interface OrderedWork {
  /** Cells of one pair of model and attack cost alike per image. */
  readonly pair: string;
  /** The expected time, or the most that it can be. */
  readonly expectedMs: number;
  readonly isBound: boolean;
}

/**
 * The order in which workers take cells: longest first, so that they end together (Graham's LPT rule). Ahead of them goes
 * one cell of every pair whose attack may end early: how long such a cell takes is known only when one has been done.
 */
export function orderCells<Work extends OrderedWork>(cells: readonly Work[]): Work[] {
  const longestFirst = cells.toSorted((a, b) => b.expectedMs - a.expectedMs);
  const probes = new Map<string, Work>();
  for (const cell of longestFirst) if (cell.isBound && !probes.has(cell.pair)) probes.set(cell.pair, cell);
  const isProbe = new Set<Work>(probes.values());
  return [...isProbe, ...longestFirst.filter((cell) => !isProbe.has(cell))];
}

/** When the last of some work, taken in this order, is done by workers that are free at the given times. */
export function endOfWork(durationsMs: readonly number[], freeAtMs: readonly number[]): number {
  const free = [...freeAtMs];
  for (const duration of durationsMs) {
    const earliest = free.indexOf(Math.min(...free));
    free[earliest]! += duration;
  }
  return Math.max(...free);
}
