import type { CellFailure } from '../contract/cell.js';
import type { PlannedWork } from '../schedule/planWork.js';
import { cellName, getCell } from '../stores/cellRecords.js';
import type { Gathering } from './gathering.js';
import { errorOfCell } from './jobFailure.js';
import type { PlannedJob } from './planJobs.js';
import { type JobData, timesOfJob } from './runManifest.js';
import { withLimit } from './withLimit.js';

const answerLimitMs = 20_000;
const jobsAtOnce = 200;
const readsAtOnce = 16;
const failuresAtOnce = 1000;

/** What a coordinator still waits for. */
export interface Missing {
  /** Jobs with cells that are not told yet, by id. */
  readonly jobs: Map<string, PlannedJob>;
  /** The cells that are not told yet, by key. */
  readonly cells: Map<string, PlannedWork>;
  /** Before the first sweep, failed jobs belong to an earlier coordinator and are tried again. */
  isFirst: boolean;
}

/**
 * Looks for everything that is missing: in the store, among failed jobs, and in the queue, to which lost jobs return. Rejects if
 * Redis or the store does not answer within its limit.
 */
export async function sweepStore(run: Gathering, missing: Missing): Promise<void> {
  const jobs = [...missing.jobs.values()];
  const names = jobs.flatMap(({ work }) => work.map(({ cell }) => cellName(cell.key)));
  const there = await withLimit(run.store.present(names), 5 * answerLimitMs);
  let at = 0;
  const ready = jobs.filter(({ work }) => work.map(() => there[at++]!).every(Boolean));
  const ids = ready.map(({ id }) => id);
  await collectJobs(run, missing, ids);
  await takeFailures(run, missing);
  missing.isFirst = false;
  await enqueueLost(run, missing);
}

/** Reads the records of jobs and tells them; a job without all of them stays missing. */
export async function collectJobs(run: Gathering, missing: Missing, ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += readsAtOnce) {
    await Promise.all(ids.slice(from, from + readsAtOnce).map((id) => collectJob(run, missing, id)));
  }
}

async function collectJob({ store, tell }: Gathering, { jobs, cells }: Missing, id: string): Promise<void> {
  const job = jobs.get(id);
  if (job === undefined) return;
  let isWhole = true;
  for (const { cell } of job.work) {
    if (!cells.has(cell.key)) continue;
    const stored = await withLimit(getCell(store, cell.key), answerLimitMs);
    const work = cells.get(cell.key);
    if (stored.kind === 'none') isWhole = false;
    else if (work !== undefined) {
      cells.delete(cell.key);
      const { record } = stored;
      const names = { model: work.cell.model, attack: work.cell.attack.id };
      // Another suite may have stored the same cell under other names.
      tell(work, { ...record, ...names, gallery: record.gallery.map((image) => ({ ...image, ...names })) });
    }
  }
  if (isWhole) jobs.delete(id);
}

/** Tells the cells of jobs that failed for good, and removes the jobs, so that another run tries them again. */
async function takeFailures(run: Gathering, missing: Missing): Promise<void> {
  const failed = await withLimit(run.queue.getFailed(0, failuresAtOnce - 1), answerLimitMs);
  for (const job of failed) {
    const planned = missing.jobs.get(job.id!);
    if (planned === undefined) continue;
    if (!missing.isFirst) {
      await collectJob(run, missing, planned.id);
      if (missing.jobs.delete(planned.id)) tellFailed(run, missing, { planned, reason: job.failedReason });
    }
    await withLimit(job.remove(), answerLimitMs);
  }
}

function tellFailed(
  { tell }: Gathering,
  { cells }: Missing,
  { planned, reason }: { readonly planned: PlannedJob; readonly reason: string | undefined },
): void {
  for (const { cell } of planned.work) {
    const work = cells.get(cell.key);
    if (work === undefined) continue;
    cells.delete(cell.key);
    tell(work, failureOf(work, errorOfCell(reason, cell.key) ?? 'the job ended before this cell'));
  }
}

/** Enqueues the jobs that the queue does not have; a job that is there stays as it is. */
async function enqueueLost({ queue, redis, published }: Gathering, missing: Missing): Promise<void> {
  const jobs = [...missing.jobs.values()];
  for (let from = 0; from < jobs.length; from += jobsAtOnce) {
    const some = jobs.slice(from, from + jobsAtOnce);
    const lookup = redis.pipeline();
    for (const { id } of some) lookup.exists(queue.toKey(id));
    const known = await withLimit(lookup.exec(), answerLimitMs);
    const lost = some.filter((_, at) => known?.[at]?.[1] === 0);
    if (lost.length === 0) continue;
    const added = lost.map(({ id, work }) => {
      const data: JobData = { run: published.digest, cells: work.map(({ cell }) => published.entryOf(cell)) };
      return { name: 'cells', data, opts: { jobId: id, attempts: timesOfJob, removeOnComplete: true } };
    });
    await withLimit(queue.addBulk(added), answerLimitMs);
  }
}

/** A cell that was not computed. */
export function failureOf({ cell }: PlannedWork, error: string): CellFailure {
  return { model: cell.model, attack: cell.attack.id, images: cell.images, error };
}
