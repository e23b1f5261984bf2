import { minHeap } from '../base/minHeap.js';

/** The inputs of a run's order. */
export interface OrderedWork {
  /** Cells of one pair of model and attack have the same cost per image. */
  readonly pair: string;
  /** The expected time or its upper bound. */
  readonly expectedMs: number;
  readonly isBound: boolean;
}

/**
 * The order in which workers take cells: longest first, so that they finish together (Graham's LPT rule). One cell of every pair
 * whose attack may stop early goes first, because the time of such cells is known only after one has run.
 */
export function orderCells<Work extends OrderedWork>(cells: readonly Work[]): Work[] {
  const longestFirst = cells.toSorted((a, b) => b.expectedMs - a.expectedMs);
  const probes = new Map<string, Work>();
  for (const cell of longestFirst) if (cell.isBound && !probes.has(cell.pair)) probes.set(cell.pair, cell);
  const isProbe = new Set<Work>(probes.values());
  return [...isProbe, ...longestFirst.filter((cell) => !isProbe.has(cell))];
}

/** When work taken in this order is finished by workers that become free at the given times. */
export function endOfWork(durationsMs: readonly number[], freeAtMs: readonly number[]): number {
  const free = minHeap((ms: number) => ms);
  let endMs = Number.NEGATIVE_INFINITY;
  const becomesFree = (ms: number) => {
    free.push(ms);
    endMs = Math.max(endMs, ms);
  };
  for (const ms of freeAtMs) becomesFree(ms);
  for (const duration of durationsMs) becomesFree((free.pop() ?? Number.POSITIVE_INFINITY) + duration);
  return endMs;
}
