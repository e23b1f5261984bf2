import { expect, it } from 'vitest';
import { suiteMutants } from './suiteMutants.js';
import { tallyTable } from './tally.js';

it('meets 300 mutants of suites with a suite or a message', () => {
  const tally = suiteMutants(300);
  expect(tally.tried).toBe(300);
  expect([tally.silent, tally.hangs, tally.traces], tallyTable([tally])).toEqual([[], [], []]);
}, 300_000);
