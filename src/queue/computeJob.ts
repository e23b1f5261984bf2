import type { Job } from 'bullmq';
import { transferSourceNames } from '../attackKinds/transferSources.js';
import type { Cell } from '../contract/cell.js';
import { shareableCells } from '../planning/shareableCells.js';
import { computeTask } from '../runner/computeTask.js';
import { getCell, putCell } from '../stores/cellRecords.js';
import type { Store } from '../stores/store.js';
import { type CellErrors, failureText } from './jobFailure.js';
import type { OpenRun, OpenRuns } from './openRuns.js';
import { cellOfJob, type JobData } from './runManifest.js';

/** Computes a job's cells that the store lacks, and stores each. Rejects with the errors of the cells that failed. */
export async function computeJob(
  { data }: Job<JobData>,
  { runs, store }: { readonly runs: OpenRuns; readonly store: Store },
): Promise<number> {
  return runs.use(data.run, async (run) => {
    const errors: Record<string, string> = {};
    let computed = 0;
    const cells = data.cells.map((cell) => cellOfJob(cell, run.manifest));
    for (const group of shareableCells(cells)) computed += await computeGroup(group, run, { store, errors });
    if (Object.keys(errors).length > 0) throw new Error(failureText(errors satisfies CellErrors));
    return computed;
  });
}

async function computeGroup(
  cells: readonly Cell[],
  { pool, batches, modelSha256, manifest }: OpenRun,
  { store, errors }: { readonly store: Store; readonly errors: Record<string, string> },
): Promise<number> {
  const left: Cell[] = [];
  const damaged = new Set<string>();
  for (const cell of cells) {
    const stored = await getCell(store, cell.key);
    if (stored.kind === 'record') continue;
    left.push(cell);
    if (stored.isDamaged) damaged.add(cell.key);
  }
  if (left.length === 0) return 0;
  const names = new Set(left.flatMap(({ model, attack }) => [model, ...transferSourceNames(attack)]));
  const storing: Promise<void>[] = [];
  await computeTask(left, pool, {
    modelSha256: Object.fromEntries([...names].map((name) => [name, modelSha256[name]!])),
    corruptionSha256: manifest.published,
    batches,
    isOver: () => false,
    onCell: (position, outcome) => {
      const { key } = left[position]!;
      if ('error' in outcome) errors[key] = outcome.error;
      else storing.push(putCell(store, outcome, { numerics: manifest.numerics, replace: damaged.has(key) }));
    },
  });
  await Promise.all(storing);
  return storing.length;
}
