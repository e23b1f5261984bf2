import { keepStoreId } from '../stores/storeId.js';
import type { QueueOptions } from './gathering.js';
import { announce, announceMs, isAlike, type Presence, shareQueue, whoIsThere } from './presence.js';
import { numericsText, remedyOf } from './queueNames.js';
import { withLimit } from './withLimit.js';

const answerLimitMs = 20_000;
/** Workers are looked for more often than they announce themselves, so that the first one is seen at once. */
const lookMs = announceMs / 5;

/** The workers of a run, as they announce themselves. */
export interface WorkerWatch {
  /** Number of workers that take jobs of this run. */
  readonly workers: () => number;
  /** Looks a last time, so that workers who came late to a short run are counted, and ends. */
  readonly stop: () => Promise<void>;
}

/** Announces a run, and tells the user which workers are there and which take no part, whenever that changes. */
export function watchWorkers(
  {
    redis,
    store,
    log,
    tellThreads,
  }: Pick<QueueOptions, 'redis' | 'store' | 'log'> & { readonly tellThreads: (threads: number) => void },
  { id, presence }: { readonly id: string; readonly presence: Presence },
): WorkerWatch {
  let workers = 0;
  let latest: readonly string[] = [];
  const look = async () => {
    await announce(redis, 'runs', { id, presence });
    const there = await whoIsThere(redis, 'workers');
    const able = there.filter((worker) => shareQueue(worker, presence));
    workers = able.length;
    tellThreads(threadsOf(able));
    const refusals = await whoIsThere(redis, 'refusals');
    const lines = [...describeWorkers(there, presence), ...describeRefusals(refusals, presence)];
    for (const line of lines) if (!latest.includes(line)) log(line);
    latest = lines;
    await keepStoreId(store, presence.storeId);
  };
  const safely = () => withLimit(look(), answerLimitMs).catch(() => {});
  void safely();
  const timer = setInterval(() => void safely(), lookMs);
  const stop = async () => {
    clearInterval(timer);
    await safely();
  };
  return { workers: () => workers, stop };
}

function describeWorkers(there: readonly Presence[], run: Presence): string[] {
  const able = there.filter((worker) => shareQueue(worker, run));
  const threads = threadsOf(able);
  const first =
    able.length === 0
      ? `no worker of ${numericsText(run)} is there; start some: rapa worker --queue`
      : `${able.length} ${able.length === 1 ? 'worker' : 'workers'} with ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  const others = there.filter((worker) => !shareQueue(worker, run));
  return [first, ...others.map((worker) => `the worker on ${worker.host} takes no part: ${difference(worker, run)}`)];
}

function difference(worker: Presence, run: Presence): string {
  return isAlike(worker, run)
    ? `its store is ${worker.storePlace}, not ${run.storePlace}; give eval and worker the same --store`
    : `it has ${numericsText(worker)}, this run needs ${numericsText(run)}; ${remedyOf(worker, run)}`;
}

function describeRefusals(refusals: readonly Presence[], run: Presence): string[] {
  const own = refusals.filter((worker) => isAlike(worker, run));
  return [...new Set(own.map(({ host, refusal }) => `a worker on ${host} has ended: ${refusal}`))];
}

function threadsOf(workers: readonly Presence[]): number {
  return workers.reduce((sum, { threads }) => sum + threads, 0);
}
