import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { isUserFault, UserError, type UserErrors } from '../base/errors.js';
import { type Store, StoreFull } from '../stores/store.js';
import { giveStoreId } from '../stores/storeId.js';
import { computeJob } from './computeJob.js';
import { steady } from './openRedis.js';
import type { OpenRuns } from './openRuns.js';
import { announce, type Presence, withdraw } from './presence.js';
import { type Numerics, numericsText, queueName } from './queueNames.js';
import type { RedisAddress } from './redisAddress.js';
import { fullRedis, isFull } from './redisFaults.js';
import { refuseOtherRuns, watchRuns } from './refuseOtherRuns.js';
import { type JobData, timesOfJob } from './runManifest.js';
import { withLimit } from './withLimit.js';

/** A job may lose so many workers; with the next one it fails, as it may be what kills them. */
const lostWorkers = timesOfJob - 1;
const goodbyeLimitMs = 2000;

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
  /** Time to finish the jobs that have begun when the worker ends; then they are left to others. */
  readonly stopLimitMs: number;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/**
 * Takes jobs from the queue until the signal, or until nothing came for a while; jobs that have begun are finished first. Rejects
 * with `UserError` or `UserErrors` if all runs need another version or store, for runs that this worker cannot verify, and
 * for a store without room or that was replaced, after giving the jobs back and telling the coordinators.
 */
export async function serveQueue(options: ServeOptions): Promise<{ readonly cells: number }> {
  const { redis, own, threads, lockMs, idleMs, stopLimitMs, signal, log } = options;
  const { Worker, WaitingError } = await import('bullmq');
  const id = randomUUID();
  const storeId = await giveStoreId(options.store).catch((error) => {
    throw error instanceof StoreFull ? fullStore(error) : error;
  });
  const presence: Presence = { ...own, storeId, storePlace: options.store.place, host: hostname(), threads };
  await announce(redis, 'workers', { id, presence }).catch((error) => {
    throw isFull(error) ? fullRedis(options.address.place) : error;
  });
  await refuseOtherRuns(redis, presence);
  const end = new AbortController();
  signal.addEventListener('abort', () => end.abort(), { once: true });
  if (signal.aborted) end.abort();
  let refusal: UserError | UserErrors | null = null;
  const refuse = (error: UserError | UserErrors) => {
    refusal ??= error;
    end.abort();
  };
  let cells = 0;
  let active = 0;
  let latestMs = performance.now();
  const work = async (job: Job<JobData>, token?: string) => {
    active++;
    try {
      const computed = await computeJob(job, options);
      cells += computed; // not `cells += await`, which forgets what other threads add meanwhile
    } catch (error) {
      const refused = error instanceof StoreFull ? fullStore(error) : error;
      if (!isUserFault(refused)) throw error;
      // Another worker may be able to do it, or this one after the user has helped.
      refuse(refused);
      await job.moveToWait(token);
      throw new WaitingError();
    } finally {
      active--;
      latestMs = performance.now();
    }
  };
  const worker: Worker<JobData> = new Worker(queueName(presence), work, {
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
  const tellOthers = watchRuns({ ...options, refuse }, { id, presence });
  try {
    while (!end.signal.aborted) {
      await sleep(200, undefined, { signal: end.signal }).catch(() => {});
      if (idleMs !== null && active === 0 && performance.now() - latestMs > idleMs) break;
    }
  } finally {
    tellOthers();
    // Without Redis it would wait for ever to say that its jobs are done.
    await withLimit(worker.close(), stopLimitMs).catch((error) => {
      log(`the jobs that have begun are left to other workers: ${(error as Error).message}`);
    });
    await withLimit(sayGoodbye(options, { id, presence, refusal }), goodbyeLimitMs).catch(() => {});
  }
  if (refusal !== null) throw refusal;
  return { cells };
}

/** Takes the announcement back, and leaves word of a refusal for coordinators. */
async function sayGoodbye(
  { redis }: ServeOptions,
  {
    id,
    presence,
    refusal,
  }: { readonly id: string; readonly presence: Presence; readonly refusal: UserError | UserErrors | null },
): Promise<void> {
  await withdraw(redis, 'workers', id);
  if (refusal !== null) await announce(redis, 'refusals', { id, presence: { ...presence, refusal: refusal.message } });
}

function fullStore({ message }: StoreFull): UserError {
  return new UserError({
    where: '--store',
    expected: 'room for results',
    found: message,
    remedy: 'free some space, then start the workers again: what is stored is not computed again',
  });
}
