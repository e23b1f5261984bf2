import { describe, expect, it } from 'vitest';
import { playRun, simulateSuite } from './simulatedRun.js';

const seeds = Array.from({ length: 12 }, (_, seed) => seed);

interface Simulation {
  readonly workers: number;
  readonly slowness: number;
  readonly slower?: number;
}

/** Errors of the forecast length of runs, relative to the actual one, from a tenth of the work on, in ascending order. */
function errorsOf({ workers, slowness, slower = 1 }: Simulation): number[] {
  const errors = seeds.flatMap((seed) => {
    const cells = simulateSuite({ seed, slowness });
    const halfMs = cells.reduce((sum, { actualMs }) => sum + actualMs, 0) / workers / 2;
    const { said, endMs } = playRun(cells, { workers, speedAt: (nowMs) => (nowMs > halfMs ? 1 / slower : 1) });
    return said.filter(({ done }) => done >= 0.1).map(({ nowMs, leftMs }) => Math.abs((nowMs + leftMs) / endMs - 1));
  });
  return errors.toSorted((a, b) => a - b);
}

const shareOver = (errors: readonly number[], limit: number) =>
  errors.filter((error) => error > limit).length / errors.length;

describe('runForecast of cheap cells beside ones that cost 100 times more and stop early', () => {
  for (const workers of [1, 2, 4]) {
    for (const slowness of [1 / 3, 1, 3]) {
      it(`is within 30 % with ${workers} workers and passes that take ${slowness.toFixed(2)} times what was expected`, () => {
        const errors = errorsOf({ workers, slowness });
        expect(shareOver(errors, 0.3)).toBeLessThan(0.03);
        expect(errors[Math.floor(errors.length / 2)]).toBeLessThan(0.03);
      });
    }
    it(`sees with ${workers} workers that the machine became 1.5 times slower half way`, () => {
      expect(shareOver(errorsOf({ workers, slowness: 1, slower: 1.5 }), 0.3)).toBeLessThan(0.03);
    });
  }
});
