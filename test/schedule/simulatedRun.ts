import { randomStream } from '../../src/base/random.js';
import { orderCells } from '../../src/schedule/orderCells.js';
import { runForecast } from '../../src/schedule/runForecast.js';
import type { TaskShare } from '../../src/schedule/taskShares.js';

export interface SimulatedCell {
  readonly model: string;
  readonly kind: string;
  readonly attack: string;
  readonly pair: string;
  readonly expectedMs: number;
  readonly isBound: boolean;
  readonly actualMs: number;
  /** Share of the images on which the attack never stops. */
  readonly standing: number;
}

interface SimulatedSuite {
  readonly seed: number;
  /** Actual by expected time of every pass. */
  readonly slowness: number;
}

/** Attacks stop on the others after this share of their passes, on average. */
const breaking = 0.06;
/** Share of the passes made when an attack that stops on no image would have made the share `unstopped`. */
const madeBy = (unstopped: number, standing: number) =>
  standing * unstopped + (1 - standing) * breaking * (1 - Math.exp(-unstopped / breaking));

/** Four models of 1,000 images: cheap attacks with exact budgets beside ones that cost 100 times more and stop early. */
export function simulateSuite({ seed, slowness }: SimulatedSuite): SimulatedCell[] {
  const stream = randomStream(seed, 'test', 7);
  const spread = (factor: number) => factor ** (2 * stream.float() - 1);
  const kinds = [
    { kind: 'fgsm', ms: 300, cells: 4, isBound: false },
    { kind: 'pgd', ms: 4000, cells: 4 + stream.int(6), isBound: true },
    { kind: 'square', ms: 30_000, cells: 2 + stream.int(4), isBound: true },
  ];
  const cells = Array.from({ length: 4 }, (_, model) => {
    const speed = spread(1.2);
    const standing = stream.float() ** 2;
    return kinds.flatMap(({ kind, ms, cells: count, isBound }) => {
      const ownStanding = isBound ? Math.min(1, standing * spread(1.2)) : 1;
      return Array.from({ length: count }, () => {
        const cellStanding = Math.min(1, ownStanding * (isBound ? spread(1.2) : 1));
        return {
          ...{ model: `m${model}`, kind, attack: kind, pair: `m${model}/${kind}`, expectedMs: ms, isBound },
          standing: cellStanding,
          actualMs: ms * speed * slowness * madeBy(1, cellStanding) * spread(1.1),
        };
      });
    });
  });
  return orderCells(cells.flat());
}

/** The share of the passes that an attack would have made without stops when it has made the share `made`, by bisection. */
function unstoppedBy(made: number, standing: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 30; step++) {
    const middle = (low + high) / 2;
    if (madeBy(middle, standing) < made) low = middle;
    else high = middle;
  }
  return high;
}

interface Said {
  readonly nowMs: number;
  /** Share of all work done. */
  readonly done: number;
  readonly leftMs: number;
}

/**
 * Plays a run with a forecast every second and at each cell's end. `speedAt`: speed of the machine at a time, 1 if constant.
 * Returns what was said, and when the run ended.
 */
export function playRun(
  cells: readonly SimulatedCell[],
  { workers, speedAt = () => 1 }: { readonly workers: number; readonly speedAt?: (nowMs: number) => number },
): { readonly said: readonly Said[]; readonly endMs: number } {
  const stepMs = 20;
  const goneMs = cells.map(() => 0);
  const running = new Set<number>();
  const said: Said[] = [];
  const totalMs = cells.reduce((sum, { actualMs }) => sum + actualMs, 0);
  const shareOf = (task: number): TaskShare => {
    const { standing, actualMs } = cells[task]!;
    const made = madeBy(1, standing) * Math.min(1, goneMs[task]! / actualMs);
    return { made, unstopped: Math.max(made, unstoppedBy(made, standing)) };
  };
  const forecast = runForecast(
    cells.map((cell) => [cell]),
    { workers, startMs: 0, shareOf },
  );
  let next = 0;
  let doneMs = 0;
  let nowMs = 0;
  const say = () => said.push({ nowMs, done: doneMs / totalMs, leftMs: forecast.leftMs(nowMs) });
  while (running.size > 0 || next < cells.length) {
    while (running.size < workers && next < cells.length) running.add(next++);
    const stepOfWork = stepMs * speedAt(nowMs);
    nowMs += stepMs;
    for (const task of running) {
      goneMs[task]! += stepOfWork;
      doneMs += stepOfWork;
      if (goneMs[task]! < cells[task]!.actualMs) continue;
      running.delete(task);
      forecast.finish(task, { nowMs, durationMs: cells[task]!.actualMs });
      say();
    }
    if (nowMs % 1000 === 0) say();
  }
  return { said, endMs: nowMs };
}
