import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { transferSourceNames } from '../attackKinds/transferSources.js';
import { UserError } from '../base/errors.js';
import type { Cell } from '../contract/cell.js';
import { shareableCells } from '../planning/shareableCells.js';
import { computeTask } from '../runner/computeTask.js';
import { getCell, putCell } from '../stores/cellRecords.js';
import type { Store } from '../stores/store.js';
import { type CellErrors, failureText } from './jobFailure.js';
import { steady } from './openRedis.js';
import type { OpenRun, OpenRuns } from './openRuns.js';
import { announce, announceMs, isAlike, type Presence, whoIsThere, withdraw } from './presence.js';
import { type Numerics, numericsText, queueName } from './queueNames.js';
import type { RedisAddress } from './redisAddress.js';
import { cellOfJob, type JobData } from './runManifest.js';
import { withLimit } from './withLimit.js';

/** How often a job may lose its worker: machines that are taken away say little about the job. */
const lostWorkers = 5;
const answerLimitMs = 20_000;
/** Time to finish the jobs that have begun when the worker ends. */
const stopLimitMs = 120_000;

export interface ServeOptions {
  readonly redis: Redis;
  readonly address: RedisAddress;
  readonly store: Store;
  readonly runs: OpenRuns;
  readonly own: Numerics;
  /** Jobs at a time, each in one thread. */
  readonly threads: number;
  /** Time after which a silent worker's jobs go to others. */
  readonly lockMs: number;
  /** Time without a job after which the worker ends; null: never. */
  readonly idleMs: number | null;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/**
 * Takes jobs from the queue until the signal, or until nothing came for a while; jobs that have begun are finished first. Rejects
 * with `UserError` for runs that this worker cannot verify or that need another version, after giving their jobs back.
 */
export async function serveQueue(options: ServeOptions): Promise<{ readonly cells: number }> {
  const { redis, own, threads, lockMs, idleMs, signal, log } = options;
  const { Worker, WaitingError } = await import('bullmq');
  const id = randomUUID();
  const presence: Presence = { ...own, host: hostname(), threads };
  await announce(redis, 'workers', { id, presence });
  await refuseOtherVersions(redis, own);
  const end = new AbortController();
  signal.addEventListener('abort', () => end.abort(), { once: true });
  if (signal.aborted) end.abort();
  let refusal: UserError | null = null;
  let cells = 0;
  let active = 0;
  let latestMs = performance.now();
  const work = async (job: Job<JobData>, token?: string) => {
    active++;
    try {
      cells += await computeJob(job, options);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      // Another worker may be able to do it.
      refusal ??= error;
      end.abort();
      await job.moveToWait(token);
      throw new WaitingError();
    } finally {
      active--;
      latestMs = performance.now();
    }
  };
  const worker: Worker<JobData> = new Worker(queueName(own), work, {
    connection: { ...options.address.options, ...steady },
    concurrency: threads,
    lockDuration: lockMs,
    stalledInterval: lockMs / 2,
    maxStalledCount: lostWorkers,
    drainDelay: 2,
  });
  worker.on('error', () => {}); // reconnects by itself
  worker.on('failed', (job, error) => log(`${job?.id ?? 'a job'} failed: ${error.message.slice(0, 300)}`));
  log(`waiting for work at ${options.address.place}, ${numericsText(own)}, ${threads} threads`);
  const tellOthers = watchRuns(options, { id, presence });
  try {
    while (!end.signal.aborted) {
      await sleep(200, undefined, { signal: end.signal }).catch(() => {});
      if (idleMs !== null && active === 0 && performance.now() - latestMs > idleMs) break;
    }
  } finally {
    tellOthers();
    // Without Redis it would wait for ever to say that its jobs are done; others take them.
    await withLimit(worker.close(), stopLimitMs).catch(() => {});
    await withLimit(withdraw(redis, 'workers', id), 2000).catch(() => {});
  }
  if (refusal !== null) throw refusal;
  return { cells };
}

/** Computes a job's cells that the store lacks, and stores each. Rejects with the errors of the cells that failed. */
async function computeJob({ data }: Job<JobData>, { runs, store }: ServeOptions): Promise<number> {
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

/** Rejects with `UserError` if all runs that are announced need another version or engine. */
async function refuseOtherVersions(redis: Redis, own: Numerics): Promise<void> {
  const runs = await withLimit(whoIsThere(redis, 'runs'), answerLimitMs);
  if (runs.length === 0 || runs.some((run) => isAlike(run, own))) return;
  throw new UserError({
    where: 'rapa worker',
    expected: `${numericsText(runs[0]!)}, which the run of ${runs[0]!.host} needs`,
    found: numericsText(own),
    remedy: 'install the same version of the program and its packages on all machines',
  });
}

/** Repeats the worker's announcement, and says once of each run that needs something else that this worker takes no part. */
function watchRuns(
  { redis, own, log }: ServeOptions,
  { id, presence }: { readonly id: string; readonly presence: Presence },
) {
  const told = new Set<string>();
  const look = async () => {
    await announce(redis, 'workers', { id, presence });
    for (const run of await whoIsThere(redis, 'runs')) {
      const text = `the run of ${run.host} needs ${numericsText(run)}: this worker takes no part in it`;
      if (!isAlike(run, own) && !told.has(text)) log(text);
      told.add(text);
    }
  };
  const timer = setInterval(() => void withLimit(look(), answerLimitMs).catch(() => {}), announceMs);
  return () => clearInterval(timer);
}
