import { describe, expect, it } from 'vitest';
import { planCells } from '../../src/planning/planCells.js';
import { planJobs } from '../../src/queue/planJobs.js';
import { makeSuite, planOptions } from '../support/madeRun.js';

const facts = { isStochastic: (model: string) => model.includes('random'), classes: 10 };
const durations = new Map();
const cells = planCells(makeSuite(), planOptions({ datasetImages: 10_000 }));

describe('planJobs', () => {
  const jobs = planJobs(cells, { facts, durations });

  it('puts every cell into one job, and cells of one model only', () => {
    const keys = jobs.flatMap(({ work }) => work.map(({ cell }) => cell.key));
    expect([...keys].sort()).toEqual(cells.map(({ key }) => key).sort());
    for (const { work } of jobs) expect(new Set(work.map(({ model }) => model)).size).toBe(1);
  });

  it('gives ids that BullMQ accepts, the same for every coordinator', () => {
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(jobs.length);
    for (const { id } of jobs) expect(id).toMatch(/^cells-[0-9a-f]{40}$/);
    expect(planJobs(cells, { facts, durations }).map(({ id }) => id)).toEqual(jobs.map(({ id }) => id));
  });

  it('makes jobs of 10 to 30 seconds where the work is long and cells are short', () => {
    const paces = new Map(['baseline', 'enlarged', 'random-16'].map((id) => [id, { forwardMs: 0.5, backwardMs: 1 }]));
    const long = planCells(
      makeSuite({ attacks: [{ id: 'pgd', kind: 'pgd', steps: 40, epsilons: [0.1] }], assertions: [] }),
      {
        ...planOptions({ datasetImages: 60_000 }),
      },
    );
    const times = planJobs(long, { facts, durations: paces }).map(({ work }) =>
      work.reduce((sum, { expectedMs }) => sum + expectedMs, 0),
    );
    const whole = times.filter((ms) => ms >= 10_000 && ms <= 30_000);
    // The last job of each model takes what is left.
    expect(times.length - whole.length).toBeLessThanOrEqual(3);
  });

  it('makes shorter jobs of a short run, so that workers can share it', () => {
    expect(jobs.length).toBeGreaterThanOrEqual(48);
  });
});
