import { describe, expect, it } from 'vitest';
import { passesDone } from '../../src/schedule/passesDone.js';
import type { PlannedWork } from '../../src/schedule/planWork.js';

/** Cells with `forward` forward passes and as many backward passes, of which each costs two. */
const cell = (forward: number): PlannedWork => ({
  cell: {} as PlannedWork['cell'],
  budget: { passes: new Map([['m', { forward, backward: forward }]]), isBound: true },
  weight: 3 * forward,
  model: 'm',
  kind: 'pgd',
  attack: 'a',
  pair: 'm/a',
  expectedMs: 1,
  isBound: true,
});

describe('passesDone', () => {
  it('moves within a task by the forward passes that were made, and never back', () => {
    const [first, second, third] = [cell(60), cell(40), cell(10)];
    const counts = [0, 0];
    const done = passesDone([[first, second], [third]], counts);
    expect(done.weight()).toBe(0);
    counts[0] = 25;
    expect([done.share(0), done.weight()]).toEqual([0.25, 75]);
    counts[0] = 0; // the task begins again with smaller batches
    expect(done.weight()).toBe(75);
    counts[0] = 80;
    counts[1] = 12; // more than planned, such as a repeated cell
    expect([done.share(1), done.weight()]).toEqual([1, 240 + 30]);
  });

  it('counts a finished cell as a whole, however early it stopped', () => {
    const [first, second] = [cell(60), cell(40)];
    const counts = [7];
    const done = passesDone([[first, second]], counts);
    done.finish(first);
    expect(done.weight()).toBe(180);
    done.finish(second);
    expect(done.weight()).toBe(300);
  });
});
