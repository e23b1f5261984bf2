import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/base/random.js';
import { endOfWork, orderCells } from '../../src/schedule/orderCells.js';
import { runForecast } from '../../src/schedule/runForecast.js';

interface MadeCell {
  readonly model: string;
  readonly kind: string;
  readonly attack: string;
  readonly pair: string;
  readonly expectedMs: number;
  readonly isBound: boolean;
  readonly actualMs: number;
}

interface MadeRun {
  readonly seed: number;
  /** How far a model's speed may be from what is assumed of it, as a factor either way. */
  readonly speedSpread: number;
}

/** A suite's cells in order: models of unknown speed, attacks of which some end early by an unknown share, noisy cells. */
function makeCells({ seed, speedSpread }: MadeRun): MadeCell[] {
  const stream = randomStream(seed, 'test', 7);
  const spread = (factor: number) => factor ** (2 * stream.float() - 1);
  const kinds = ['noise', 'fgsm', 'pgd', 'apgd', 'square'].slice(0, 3 + stream.int(3));
  const cells = Array.from({ length: 2 + stream.int(3) }, (_, model) => {
    const speed = spread(speedSpread);
    const isBoundModel = model % 2 === 0;
    return kinds.flatMap((kind, order) => {
      const isBound = isBoundModel && order >= 2;
      const share = isBound ? 0.05 + 0.95 * stream.float() : 1;
      const expectedMs = 500 * 5 ** (order * stream.float());
      return Array.from({ length: 6 + stream.int(10) }, () => ({
        model: `m${model}`,
        kind,
        attack: kind,
        pair: `m${model}/${kind}`,
        expectedMs,
        isBound,
        actualMs: expectedMs * speed * share * spread(1.25),
      }));
    });
  });
  return orderCells(cells.flat());
}

/** Plays a run and gives, at each cell's end, the share of the work done and the run's length as forecast then. */
function play(cells: readonly MadeCell[], workers: number) {
  const tasks = cells.map((cell) => [cell]);
  const forecast = runForecast(tasks, { workers, startMs: 0 });
  const total = cells.reduce((sum, { actualMs }) => sum + actualMs, 0);
  const running: { index: number; endMs: number }[] = [];
  const said: { readonly share: number; readonly lengthMs: number }[] = [];
  let next = 0;
  let done = 0;
  let nowMs = 0;
  const start = () => {
    if (next < cells.length) running.push({ index: next, endMs: nowMs + cells[next++]!.actualMs });
  };
  for (let worker = 0; worker < workers; worker++) start();
  while (running.length > 0) {
    running.sort((a, b) => a.endMs - b.endMs);
    const { index, endMs } = running.shift()!;
    nowMs = endMs;
    start();
    const { actualMs } = cells[index]!;
    done += actualMs;
    forecast.finish(index, { nowMs, durationMs: actualMs });
    said.push({ share: done / total, lengthMs: nowMs + forecast.leftMs(nowMs) });
  }
  return { said, lengthMs: nowMs };
}

const madeRun = (spreads: readonly number[]) =>
  fc.record({ seed: fc.integer({ min: 0, max: 1e6 }), speedSpread: fc.constantFrom(...spreads) });

describe('runForecast', () => {
  it('keeps its promise within 30 % from a tenth of the work on, for measured models and attacks that end early', () => {
    fc.assert(
      fc.property(madeRun([1, 1.2]), fc.integer({ min: 1, max: 4 }), (run, workers) => {
        const { said, lengthMs } = play(makeCells(run), workers);
        for (const { share, lengthMs: forecast } of said) {
          if (share >= 0.1) expect(Math.abs(forecast / lengthMs - 1)).toBeLessThanOrEqual(0.3);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is within 30 % in 19 of 20 updates without measurements, with speeds that differ by a factor of four', () => {
    const errors = Array.from({ length: 60 }, (_, seed) => {
      const { said, lengthMs } = play(makeCells({ seed, speedSpread: 2 }), 2);
      return said.filter(({ share }) => share >= 0.1).map((own) => Math.abs(own.lengthMs / lengthMs - 1));
    }).flat();
    expect(errors.filter((error) => error > 0.3).length / errors.length).toBeLessThan(0.05);
  });

  it('is exact from the start if the budget is exact', () => {
    const cells = makeCells({ seed: 3, speedSpread: 1 }).map((cell) => ({
      ...cell,
      isBound: false,
      actualMs: cell.expectedMs,
    }));
    const { said, lengthMs } = play(cells, 3);
    for (const own of said) expect(own.lengthMs / lengthMs).toBeCloseTo(1, 6);
  });
});

describe('runForecast of tasks with several cells', () => {
  const cell = (expectedMs: number) => ({ model: 'm', kind: 'fgsm', attack: 'a', expectedMs, isBound: false });

  it('one worker has a whole task; a task is over with its last cell', () => {
    const tasks = [[cell(30), cell(20)], [cell(40)], [cell(10)]];
    const forecast = runForecast(tasks, { workers: 2, startMs: 0 });
    expect(forecast.leftMs(0)).toBeCloseTo(50, 6);
    forecast.finish(2, { nowMs: 40, durationMs: 40 });
    expect(forecast.leftMs(40)).toBeCloseTo(10, 6);
    forecast.finish(0, { nowMs: 50, durationMs: 30 });
    expect(forecast.leftMs(50)).toBeGreaterThan(0);
    forecast.finish(1, { nowMs: 50, durationMs: 20 });
    forecast.finish(3, { nowMs: 50, durationMs: 10 });
    expect(forecast.leftMs(50)).toBe(0);
  });

  it('follows workers that come and go: without any the end is never, tasks of lost ones begin again', () => {
    const tasks = [[cell(30)], [cell(30)], [cell(30)], [cell(30)]];
    const forecast = runForecast(tasks, { workers: 0, startMs: 0 });
    expect(forecast.leftMs(0)).toBe(Number.POSITIVE_INFINITY);
    forecast.setWorkers(2, 100);
    expect(forecast.leftMs(100)).toBeCloseTo(60, 6);
    forecast.setWorkers(4, 100);
    expect(forecast.leftMs(100)).toBeCloseTo(30, 6);
    forecast.setWorkers(1, 110);
    expect(forecast.leftMs(110)).toBeCloseTo(20 + 3 * 30, 6);
    forecast.finish(0, { nowMs: 130, durationMs: 30 });
    forecast.setWorkers(3, 130);
    expect(forecast.leftMs(130)).toBeCloseTo(30, 6);
    for (const index of [1, 2, 3]) forecast.finish(index, { nowMs: 160, durationMs: 30 });
    forecast.setWorkers(0, 160);
    expect(forecast.leftMs(160)).toBe(0);
  });

  it('costs little for each of many cells', () => {
    const tasks = Array.from({ length: 100_000 }, () => [cell(30)]);
    const forecast = runForecast(tasks, { workers: 100, startMs: 0 });
    const startMs = performance.now();
    for (const index of tasks.keys()) forecast.finish(index, { nowMs: index, durationMs: 30 });
    expect(performance.now() - startMs).toBeLessThan(5000);
    expect(forecast.leftMs(1e6)).toBe(0);
  });
});

describe('orderCells', () => {
  it('takes the longest first: at most a third more than the least possible time', () => {
    const works = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(works, fc.integer({ min: 1, max: 3 }), (all, workers) => {
        const cells = all.map((expectedMs) => ({ pair: 'a', expectedMs, isBound: false }));
        const ordered = orderCells(cells).map((cell) => cell.expectedMs);
        expect(ordered).toEqual(all.toSorted((a, b) => b - a));
        const end = endOfWork(ordered, new Array<number>(workers).fill(0));
        expect(end).toBeLessThanOrEqual((4 / 3 - 1 / (3 * workers)) * leastEnd(all, workers) + 1e-9);
      }),
    );
  });

  it('takes the shortest cell of each pair that has several and may end early first, then the longest', () => {
    const cell = (pair: string, expectedMs: number, isBound: boolean) => ({ pair, expectedMs, isBound });
    const cells = [
      cell('a', 9, false),
      cell('b', 3, true),
      cell('b', 4, true),
      cell('c', 5, true),
      cell('a', 7, false),
    ];
    expect(orderCells(cells).map(({ expectedMs }) => expectedMs)).toEqual([3, 9, 7, 5, 4]);
  });
});

/** The least time in which all work can be done, found by trying every way to share it out. */
function leastEnd(
  [first, ...others]: readonly number[],
  workers: number,
  loads = new Array<number>(workers).fill(0),
): number {
  if (first === undefined) return Math.max(...loads);
  const ends = loads.map((load, worker) => leastEnd(others, workers, loads.with(worker, load + first)));
  return Math.min(...ends);
}
