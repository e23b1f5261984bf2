import { describe, expect, it } from 'vitest';
import { passesDone } from '../../src/schedule/passesDone.js';
import type { PlannedWork } from '../../src/schedule/planWork.js';
import { taskShares } from '../../src/schedule/taskShares.js';

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
    const tasks = [[first, second], [third]];
    const forward = [0, 0];
    const unstopped = [0, 0];
    const shareOf = taskShares(tasks, { forward, unstopped });
    const done = passesDone(tasks, shareOf);
    expect(done.weight()).toBe(0);
    unstopped[0] = forward[0] = 25;
    expect([shareOf(0), done.weight()]).toEqual([{ made: 0.25, unstopped: 0.25 }, 75]);
    unstopped[0] = forward[0] = 0; // the task begins again with smaller batches
    expect(done.weight()).toBe(75);
    forward[0] = 50; // the attack has stopped on some images
    unstopped[0] = 80;
    unstopped[1] = forward[1] = 12; // more than planned, such as a repeated cell
    expect(shareOf(0)).toEqual({ made: 0.5, unstopped: 0.8 });
    expect([shareOf(1).made, done.weight()]).toEqual([1, 240 + 30]);
  });

  it('counts a finished cell as a whole, however early it stopped', () => {
    const [first, second] = [cell(60), cell(40)];
    const tasks = [[first, second]];
    const done = passesDone(tasks, taskShares(tasks, { forward: [7], unstopped: [7] }));
    done.finish(first);
    expect(done.weight()).toBe(180);
    done.finish(second);
    expect(done.weight()).toBe(300);
  });
});
