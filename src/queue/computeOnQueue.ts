import { hostname } from 'node:os';
import type { Redis } from 'ioredis';
import { UserError } from '../base/errors.js';
import type { PassDurations } from '../contract/passes.js';
import type { ComputeElsewhere } from '../runner/runSuite.js';
import { StoreFull } from '../stores/store.js';
import type { QueueOptions } from './gathering.js';
import { gatherResults } from './gatherResults.js';
import { steady } from './openRedis.js';
import { planJobs } from './planJobs.js';
import { withdraw } from './presence.js';
import { publishRun } from './publishRun.js';
import { queueName } from './queueNames.js';
import { fullRedis, isFull, noAnswer } from './redisFaults.js';
import { watchWorkers } from './watchWorkers.js';
import { WaitedTooLong, withLimit } from './withLimit.js';

/** Coordinators of a run agree on its jobs for so long. */
const durationsKeptS = 7 * 24 * 3600;
const goodbyeLimitMs = 2000;

/**
 * Computes the cells of a run on the workers of a queue. What counts is the store: events of the queue only say where to look, and
 * jobs whose results are missing are enqueued again. The jobs stay in the queue if the coordinator is stopped. Rejects with
 * `UserError` if Redis or the store is full, or does not answer within the patience.
 */
export function computeOnQueue(options: QueueOptions): ComputeElsewhere {
  return async ({ suite, dataset, plan }, { signal, tell, tellThreads }) => {
    const { redis, store, address, patienceMs } = options;
    const explain = (error: unknown) => tellFault(error, options);
    const published = await withLimit(publishRun(suite, dataset, { plan, store }), patienceMs).catch(explain);
    const durations = await withLimit(agreedDurations(redis, published.digest, plan.durations), patienceMs).catch(
      explain,
    );
    const { Queue, QueueEvents } = await import('bullmq');
    const { numerics, engine } = published.manifest;
    const side = { numerics, engine, storeId: published.storeId };
    const name = queueName(side);
    const connection = { ...address.options, ...steady };
    const queue = new Queue(name, { connection });
    const events = new QueueEvents(name, { connection });
    // Both reconnect by themselves; every wait for them has a limit.
    queue.on('error', () => {});
    events.on('error', () => {});
    const id = `${hostname()}-${process.pid}-${published.digest.slice(0, 12)}`;
    const presence = { ...side, storePlace: store.place, host: hostname(), threads: 0 };
    const watch = watchWorkers({ ...options, tellThreads }, { id, presence });
    try {
      const jobs = planJobs(plan.cells, { facts: plan.facts, durations });
      const wanted = new Map(plan.work.map((work) => [work.cell.key, work]));
      const { workers } = watch;
      await gatherResults({ ...options, queue, events, published, signal, tell, workers }, jobs, wanted);
    } finally {
      await withLimit(watch.stop(), goodbyeLimitMs).catch(() => {});
      const goodbye = Promise.all([withdraw(redis, 'runs', id), queue.close(), events.close()]);
      await withLimit(goodbye, goodbyeLimitMs).catch(() => {});
    }
  };
}

function tellFault(error: unknown, { address, patienceMs }: QueueOptions): never {
  if (error instanceof WaitedTooLong) throw noAnswer(error, { place: address.place, silentMs: patienceMs });
  if (isFull(error)) throw fullRedis(address.place);
  if (!(error instanceof StoreFull)) throw error;
  throw new UserError({
    where: '--store',
    expected: "room for the run's models and data",
    found: error.message,
    remedy: 'free some space, or name another store',
  });
}

/** Coordinators of one run take the durations that the first one measured, so that they form the same jobs. */
async function agreedDurations(
  redis: Redis,
  run: string,
  own: ReadonlyMap<string, PassDurations>,
): Promise<ReadonlyMap<string, PassDurations>> {
  const key = `rapa:durations:${run}`;
  await redis.set(key, JSON.stringify([...own]), 'EX', durationsKeptS, 'NX');
  return new Map(JSON.parse((await redis.get(key)) ?? '[]') as [string, PassDurations][]);
}
