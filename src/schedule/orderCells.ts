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
 * The order in which workers take cells: longest first, so that they finish together (Graham's LPT rule). Before them goes the
 * shortest cell of every pair that has several and whose attack may stop early, the shortest of all first, because the time of such
 * cells is known only after some have run.
 */
export function orderCells<Work extends OrderedWork>(cells: readonly Work[]): Work[] {
  const longestFirst = cells.toSorted((a, b) => b.expectedMs - a.expectedMs);
  const longest = new Map<string, Work>();
  for (const cell of longestFirst) if (cell.isBound && !longest.has(cell.pair)) longest.set(cell.pair, cell);
  const shortest = new Map(longestFirst.filter(({ isBound }) => isBound).map((cell) => [cell.pair, cell]));
  const probes = [...shortest].filter(([pair, cell]) => cell !== longest.get(pair)).map(([, cell]) => cell);
  const isProbe = new Set<Work>(probes);
  return [
    ...probes.toSorted((a, b) => a.expectedMs - b.expectedMs),
    ...longestFirst.filter((cell) => !isProbe.has(cell)),
  ];
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
